package analyzer

import (
	"cmp"
	"strings"

	"loginodds/analyzer/cloudtrail"
)

// An Identity is the person or shared principal that a sign-in belongs to.
type Identity struct {
	// Key is the same for all sign-ins of an identity and for no other's; ""
	// is nobody, where CloudTrail hides the name.
	Key  string
	Type string // userIdentity.type, as logged
	Name string // for people to read: user name, session name, or "root"
	ARN  string // as logged; failed sign-ins have none
}

// A Grouping says which sign-ins belong to one identity.
type Grouping int

const (
	// Person takes the role sessions of one name for one person, in whatever
	// account and role. It applies to roles that people sign in to through IAM
	// Identity Center or SAML, where the session is named after the person.
	Person Grouping = iota
	// Principal keeps the role sessions of every account and role apart.
	Principal
)

// String returns "person" or "principal".
func (g Grouping) String() string { return [...]string{"person", "principal"}[g] }

// hidden is what CloudTrail writes in place of a user name that does not exist:
// it may be a password typed into the wrong field.
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"

// identify returns the identity of a record; the first that applies of Identity
// Center user, person behind a role session, IAM user, root, other principal.
func (g Grouping) identify(r *cloudtrail.Record) Identity {
	u := r.UserIdentity
	id := Identity{Type: u.Type, ARN: u.ARN}
	account := cmp.Or(u.AccountID, r.RecipientAccountID)
	name := clean(cmp.Or(u.UserName, r.AdditionalEventData.UserName))
	switch {
	case u.OnBehalfOf.UserID != "":
		id.Key = "identitycenter:" + lastPart(u.OnBehalfOf.IdentityStoreARN) + "/" + u.OnBehalfOf.UserID
		id.Name = cmp.Or(name, u.OnBehalfOf.UserID)
	case r.EventName == "UserAuthentication" || u.Type == "IdentityCenterUser" || u.Type == "Unknown" && name != "":
		id.Name = name
		if name != "" {
			id.Key = "identitycenter:" + account + "/" + strings.ToLower(name)
		}
	case u.Type == "AssumedRole" || strings.Contains(u.ARN, ":assumed-role/"):
		id = g.roleSession(r, id, account)
	case u.Type == "IAMUser" || strings.Contains(u.ARN, ":user/"):
		id.Name = cmp.Or(name, lastPart(u.ARN))
		if id.Name != "" {
			id.Key = account + ":user/" + id.Name
		}
	case u.Type == "Root" || strings.HasSuffix(u.ARN, ":root"):
		id.Name, id.Key = "root", account+":root"
	case u.Type == "" && u.ARN == "" && name != "":
		id.Name, id.Key = name, g.untyped(account, name)
	default:
		id.Name = cmp.Or(name, lastPart(u.ARN), session(u.PrincipalID))
		id.Key = cmp.Or(u.ARN, u.PrincipalID)
		if id.Key == "" && name != "" {
			id.Key = account + ":" + name
		}
	}
	return id
}

// untyped returns the key of whom a table names without a type, as the Event
// history does. It is the one that records with a type have: an address is taken
// for the session of a person, and what else there is for an IAM user.
func (g Grouping) untyped(account, name string) string {
	switch {
	case name == "root":
		return account + ":root"
	case g == Person && strings.Contains(name, "@"):
		return "person:" + strings.ToLower(name)
	}
	return account + ":user/" + name
}

// roleSession identifies who signed in to a role.
func (g Grouping) roleSession(r *cloudtrail.Record, id Identity, account string) Identity {
	u := r.UserIdentity
	role, name := "", session(u.PrincipalID)
	if _, path, ok := strings.Cut(u.ARN, ":assumed-role/"); ok {
		if i := strings.LastIndexByte(path, '/'); i >= 0 {
			role, name = path[:i], path[i+1:]
		}
	}
	role = cmp.Or(role, lastPart(u.SessionIssuer.ARN), u.SessionIssuer.UserName)
	id.Name = cmp.Or(clean(name), role)
	federated := strings.HasPrefix(lastPart(role), "AWSReservedSSO_") || r.AdditionalEventData.SAMLProviderARN != ""
	switch {
	case clean(name) == "":
		id.Key = cmp.Or(u.ARN, u.PrincipalID)
	case g == Person && federated:
		id.Key = "person:" + strings.ToLower(name)
	default:
		id.Key = account + ":assumed-role/" + role + "/" + name
	}
	return id
}

// clean returns "" for a name that is none.
func clean(name string) string {
	if name == hidden {
		return ""
	}
	return name
}

// lastPart returns what follows the last slash of an ARN.
func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// session returns the session name of a principal id such as AROAEXAMPLE:alice.
func session(principalID string) string {
	_, name, _ := strings.Cut(principalID, ":")
	return name
}

// mfa returns "yes", "no" or "unknown". CloudTrail says No of every federated
// sign-in, because the identity provider asks for the second factor.
func mfa(r *cloudtrail.Record) string {
	switch strings.ToLower(r.AdditionalEventData.MFAUsed) {
	case "yes", "true":
		return "yes"
	case "no", "false":
		if t := r.UserIdentity.Type; t == "IAMUser" || t == "Root" {
			return "no"
		}
	}
	return "unknown"
}
