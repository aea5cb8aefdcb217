package main

import (
	"strings"
	"time"
)

// An identity is the userIdentity of a record.
type identity struct {
	Type           string          `json:"type"`
	PrincipalID    string          `json:"principalId,omitempty"`
	ARN            string          `json:"arn,omitempty"`
	AccountID      string          `json:"accountId,omitempty"`
	AccessKeyID    *string         `json:"accessKeyId,omitempty"`
	UserName       string          `json:"userName,omitempty"`
	SessionContext *sessionContext `json:"sessionContext,omitempty"`
	OnBehalfOf     *onBehalfOf     `json:"onBehalfOf,omitempty"`
	CredentialID   string          `json:"credentialId,omitempty"`
	InvokedBy      string          `json:"invokedBy,omitempty"`
}

type sessionContext struct {
	SessionIssuer       *sessionIssuer `json:"sessionIssuer,omitempty"`
	WebIDFederationData *object        `json:"webIdFederationData,omitempty"`
	Attributes          attributes     `json:"attributes"`
}

type sessionIssuer struct {
	Type        string `json:"type"`
	PrincipalID string `json:"principalId"`
	ARN         string `json:"arn"`
	AccountID   string `json:"accountId"`
	UserName    string `json:"userName"`
}

type attributes struct {
	CreationDate     string `json:"creationDate"`
	MFAAuthenticated string `json:"mfaAuthenticated"`
}

type onBehalfOf struct {
	UserID           string `json:"userId"`
	IdentityStoreARN string `json:"identityStoreArn"`
}

// mail returns the e-mail address of a person.
func (p *person) mail() string { return p.name + "@" + mailDomain }

// arn returns that of an IAM user or root.
func (p *person) arn() string {
	if p.kind == root {
		return "arn:aws:iam::" + p.account + ":root"
	}
	return "arn:aws:iam::" + p.account + ":user/" + p.name
}

// principalID returns that of an IAM user or root.
func (p *person) principalID() string {
	if p.kind == root {
		return p.account
	}
	return uniqueID("AIDA", 21, "user", p.name)
}

// identity returns who a sign-in is of.
func (v *visit) identity() identity {
	p := v.person
	switch p.kind {
	case root:
		return identity{Type: "Root", PrincipalID: p.principalID(), ARN: p.arn(), AccountID: p.account, AccessKeyID: new("")}
	case iamUser:
		return identity{Type: "IAMUser", PrincipalID: p.principalID(), ARN: p.arn(), AccountID: p.account, UserName: p.name}
	}
	return roleSession(v.account, ssoRole(v.account, p.role), p.mail(), v.time)
}

// unproven returns who a record is of before the sign-in is complete. It has no
// ARN.
func (v *visit) unproven() identity {
	id := v.identity()
	return identity{Type: id.Type, PrincipalID: id.PrincipalID, AccountID: id.AccountID, AccessKeyID: new(""), UserName: id.UserName}
}

// nobody is who a record is of if the user name does not exist.
func nobody(account string) identity {
	return identity{Type: "IAMUser", AccountID: account, AccessKeyID: new(""), UserName: "HIDDEN_DUE_TO_SECURITY_REASONS"}
}

// inSession returns who calls an API in the session that a sign-in began.
func (v *visit) inSession() identity {
	id := v.identity()
	id.AccessKeyID = new(uniqueID("ASIA", 20, "session", v.person.name, timestamp(v.time)))
	if id.SessionContext == nil {
		id.SessionContext = &sessionContext{Attributes: attributes{timestamp(v.time), either(v.person.mfa, "true", "false")}}
	}
	return id
}

// inIdentityCenter returns who a record of IAM Identity Center is of.
func (p *person) inIdentityCenter() identity {
	return identity{
		Type:      "IdentityCenterUser",
		AccountID: management,
		OnBehalfOf: &onBehalfOf{
			UserID:           uuid("identity center user", p.name),
			IdentityStoreARN: "arn:aws:identitystore::" + management + ":identitystore/d-" + hexadecimal(10, "identity store"),
		},
		CredentialID: uuid("identity center credential", p.name),
	}
}

// ssoRole returns the name of the role of a permission set.
func ssoRole(account, permissionSet string) string {
	return "AWSReservedSSO_" + permissionSet + "_" + hexadecimal(16, "role", account, permissionSet)
}

// roleSession returns who uses a role from a time on. People and services have
// theirs under different paths.
func roleSession(account, role, session string, from time.Time) identity {
	id := uniqueID("AROA", 21, "role", account, role)
	path := "role/"
	if strings.HasPrefix(role, "AWSReservedSSO_") {
		path = "role/aws-reserved/sso.amazonaws.com/" + tokyo + "/"
	}
	return identity{
		Type:        "AssumedRole",
		PrincipalID: id + ":" + session,
		ARN:         "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + session,
		AccountID:   account,
		SessionContext: &sessionContext{
			SessionIssuer: &sessionIssuer{
				Type:        "Role",
				PrincipalID: id,
				ARN:         "arn:aws:iam::" + account + ":" + path + role,
				AccountID:   account,
				UserName:    role,
			},
			WebIDFederationData: &object{},
			Attributes:          attributes{timestamp(from), "false"},
		},
	}
}
