package cloudtrail

import "strings"

// parseOCSF returns the record that Security Lake made an event of, as the Open
// Cybersecurity Schema Framework has it, or nil if it is of another class than
// Authentication. Versions of the schema differ in where they put some fields.
func (p *recordParser) parseOCSF(json []byte) (*Record, stamp, error) {
	root, err := p.parse(json)
	if err != nil {
		return nil, stamp{}, err
	}
	w := row{}
	if p.stringOf(p.member(root, "class_uid")) == "3002" {
		w.addTree(p, root, "", 0)
		r := w.ocsf()
		return r, stampOf(r), nil
	}
	for _, key := range []string{"time", "time_dt", "cloud"} {
		w.addTree(p, p.member(root, key), normal(key), 1)
	}
	return nil, stampOf(w.ocsf()), nil
}

func (w row) ocsf() *Record {
	user := func(names ...string) string {
		var all []string
		for _, name := range names {
			all = append(all, "user."+name, "actor.user."+name)
		}
		return w.first(all...)
	}
	name := w.first("api.operation")
	r := &Record{
		EventID:            w.first("metadata.uid"),
		EventName:          name,
		EventSource:        sourceOf(w.first("api.service.name"), name),
		EventType:          w.first("metadata.event_code"),
		RawTime:            w.first("time", "time_dt"),
		AWSRegion:          w.first("cloud.region"),
		SourceIPAddress:    w.first("src_endpoint.ip", "src_endpoint.domain"),
		UserAgent:          w.first("http_request.user_agent"),
		RecipientAccountID: w.first("cloud.account.uid", "cloud.account_uid"),
		ErrorCode:          w.first("api.response.error"),
		ErrorMessage:       w.first("api.response.error_message", "api.response.message"),
		UserIdentity: UserIdentity{
			Type:        user("type"),
			AccountID:   user("account.uid", "account_uid"),
			AccessKeyID: user("credential_uid"),
			UserName:    user("name"),
			SessionIssuer: SessionIssuer{
				ARN: w.first("session.issuer", "actor.session.issuer"),
			},
			CreationDate: w.first("actor.session.created_time_dt", "actor.session.created_time"),
		},
		AdditionalEventData: AdditionalEventData{
			MFAUsed: yesNo(w.first("is_mfa", "mfa")),
		},
		Result: w.first("status"),
	}
	r.UserIdentity.ARN, r.UserIdentity.PrincipalID = principal(user("uid"), user("uid_alt"), user("uuid"))
	return w.finish(r)
}

// principal tells the arn from the principal id, which have changed places.
func principal(ids ...string) (arn, id string) {
	for _, s := range ids {
		switch {
		case strings.HasPrefix(s, "arn:") && arn == "":
			arn = s
		case !strings.HasPrefix(s, "arn:") && id == "":
			id = s
		}
	}
	return arn, id
}

// yesNo spells a boolean as CloudTrail does.
func yesNo(s string) string {
	switch s {
	case "true":
		return "Yes"
	case "false":
		return "No"
	}
	return s
}
