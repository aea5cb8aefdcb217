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
	Name string // for people to read: user name, session name, role, or "root"
	ARN  string // as logged; failed sign-ins have none

	known string // what all records say of it, packed; "" if it stands for itself
}

// Names returns all names that records have for the identity, in ascending order.
func (id Identity) Names() []string { return unpack(id.known).names }

// Aliases returns what else the identity is known as, in ascending order: first its other
// names, and then what stands for it in records.
func (id Identity) Aliases() []string {
	var all []string
	k := unpack(id.known)
	for _, name := range k.names {
		if name != id.Name {
			all = append(all, name)
		}
	}
	for _, key := range k.keys {
		if !strings.HasPrefix(key, likeness) {
			all = append(all, key)
		}
	}
	return telling(all)
}

// telling returns aliases if they tell anything: every IAM user has an id.
func telling(aliases []string) []string {
	if len(aliases) == 1 && strings.HasPrefix(aliases[0], "iam:") {
		return nil
	}
	return aliases
}

// A known says what all records say of an identity.
type known struct {
	names []string // for people, in ascending order
	keys  []string // other keys, likewise
}

// pack makes one text of it, which can be compared.
func (k *known) pack() string {
	return strings.Join(k.names, "\x01") + "\x02" + strings.Join(k.keys, "\x01")
}

func unpack(s string) (k known) {
	names, keys, _ := strings.Cut(s, "\x02")
	if names != "" {
		k.names = strings.Split(names, "\x01")
	}
	if keys != "" {
		k.keys = strings.Split(keys, "\x01")
	}
	return k
}

// likeness begins what stands for all sessions of a role that look alike.
const likeness = "sessions:"

// A Grouping says which sign-ins belong to one identity.
type Grouping int

const (
	// Person takes what the records of all logs link for one person: names that
	// were changed, the forms in which IAM Identity Center was logged over time, and
	// the role sessions of one name in whatever account and role.
	Person Grouping = iota
	// Principal keeps apart what each record names.
	Principal
)

// String returns "person" or "principal".
func (g Grouping) String() string { return [...]string{"person", "principal"}[g] }

// hidden is what CloudTrail writes in place of a user name that does not exist:
// it may be a password typed into the wrong field.
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"

// A claim is what one record says of whose it is. Its Identity is that of the record
// alone; a [resolver] links claims.
type claim struct {
	Identity
	node      string // under which its sign-ins are gathered until all is read
	id        string // the key that outlives a name; "" if there is none
	name      string // the key by name, which another may take over; "" if there is none
	person    string // of a role session, the key of the person whose name it has
	role      string // of a role session, the key of the role
	nameless  string // of a role session whose name may be none, the key that it has then
	pattern   string // and how it is made
	frame     string // and how long its words are
	session   string // its name, where the name of the identity is another
	federated bool   // whether a user's key has made it
	untyped   bool   // whether a table tells a name, and not of what
	account   string
}

// claim returns whose a record is; the first that applies of Identity Center user,
// federated session, role session, IAM user, root, other principal.
func (g Grouping) claim(r *cloudtrail.Record) claim {
	u := r.UserIdentity
	c := claim{Identity: Identity{Type: u.Type, ARN: u.ARN}, account: cmp.Or(u.AccountID, r.RecipientAccountID)}
	name := clean(cmp.Or(u.UserName, r.AdditionalEventData.UserName))
	switch {
	case u.OnBehalfOf.UserID != "", u.Type == "IdentityCenterUser", u.Type == "Unknown" && name != "", ofIdentityCenter(r):
		c.identityCenter(u, name)
	case u.Type == "FederatedUser" && g == Person && c.issuer(u.SessionIssuer):
		c.session, c.federated = cmp.Or(lastPart(u.ARN), session(u.PrincipalID)), true
	case u.Type == "AssumedRole" || strings.Contains(u.ARN, ":assumed-role/"):
		c.roleSession(r, g)
	case u.Type == "IAMUser" || strings.Contains(u.ARN, ":user/"):
		c.user(u.PrincipalID, cmp.Or(name, lastPart(u.ARN)))
	case u.Type == "Root" || strings.HasSuffix(u.ARN, ":root"):
		c.root()
	case u.Type == "" && u.ARN == "" && name != "":
		c.table(name)
	default:
		c.Name = cmp.Or(name, lastPart(u.ARN), session(u.PrincipalID))
		c.Key = cmp.Or(u.ARN, u.PrincipalID)
		if c.Key == "" && name != "" {
			c.Key = c.account + ":" + name
		}
	}
	c.node = cmp.Or(c.node, c.Key)
	if c.id != "" && c.name != "" {
		c.node = c.id + "|" + c.name
	}
	if g == Principal {
		return claim{Identity: c.Identity, node: c.Key}
	}
	if c.node == "" && r.AdditionalEventData.AuthWorkflowID != "" && !isHidden(r) {
		c.node = workflow + r.AdditionalEventData.AuthWorkflowID
	}
	return c
}

// table begins the node of what a table names without a type.
const table = "table:"

// workflow begins the node of records that tell nobody, but which sign-in they are part
// of.
const workflow = "workflow:"

// isHidden says whether somebody was named, who does not exist.
func isHidden(r *cloudtrail.Record) bool {
	return r.UserIdentity.UserName == hidden || r.AdditionalEventData.UserName == hidden
}

// ofIdentityCenter says whether only IAM Identity Center logs such an event.
func ofIdentityCenter(r *cloudtrail.Record) bool {
	switch r.EventName {
	case "UserAuthentication", "CredentialChallenge", "CredentialVerification":
		return true
	}
	return r.EventSource == cloudtrail.SourceSSO && r.UserIdentity.Type == ""
}

// identityCenter claims for a user of a directory. Until July 2025 records told the name
// alone, and now the id, and the name on some of them. Names are those of the account
// that has the directory.
func (c *claim) identityCenter(u cloudtrail.UserIdentity, name string) {
	store, account := lastPart(u.OnBehalfOf.IdentityStoreARN), c.account
	if parts := strings.Split(u.OnBehalfOf.IdentityStoreARN, ":"); len(parts) > 4 {
		account = cmp.Or(parts[4], account)
	}
	id := u.OnBehalfOf.UserID
	if id == "" && isUserID(u.PrincipalID) {
		store, id = "d-"+u.PrincipalID[:10], u.PrincipalID
	}
	if id != "" {
		c.id = "identitycenter:" + store + "/" + id
	}
	if name != "" {
		c.name = "identitycenter:" + account + "/" + strings.ToLower(name)
		c.person = personKey(name)
	}
	c.Key, c.Name = cmp.Or(c.id, c.name), cmp.Or(name, id)
}

// isUserID says whether s is the id of a directory's user, as older records have it for
// the principal: ten digits of the directory, and a UUID.
func isUserID(s string) bool {
	return len(s) == 47 && s[10] == '-' && isHex(s[:10]) && isUUID(s[11:])
}

func personKey(name string) string { return "person:" + strings.ToLower(name) }

// user claims for an IAM user. Names are the same in any case, and ids are never given
// to somebody else.
func (c *claim) user(principalID, name string) {
	if c.Name = name; name != "" {
		c.name = c.account + ":user/" + strings.ToLower(name)
	}
	if isUniqueID(principalID, "AIDA") {
		c.id = "iam:" + principalID
	}
	c.Key = cmp.Or(c.name, c.id)
}

// isUniqueID says whether s is an id of IAM that begins so, and no placeholder.
func isUniqueID(s, prefix string) bool {
	return len(s) >= 16 && len(s) <= 64 && strings.HasPrefix(s, prefix) &&
		strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// root claims for the root user of an account. Without an account it may be anybody's.
func (c *claim) root() {
	c.Name, c.node = "root", c.account+":root"
	if c.account != "" {
		c.Key = c.node
	}
}

// issuer claims for the user whose key made a federated session, and returns false if the
// record does not name one.
func (c *claim) issuer(i cloudtrail.SessionIssuer) bool {
	c.account = cmp.Or(i.AccountID, c.account)
	switch {
	case i.Type == "Root" || strings.HasSuffix(i.ARN, ":root"):
		c.root()
	case i.Type == "IAMUser" || strings.Contains(i.ARN, ":user/"):
		c.user(i.PrincipalID, cmp.Or(i.UserName, lastPart(i.ARN)))
	}
	return c.Key != ""
}

// roleSession claims for who signed in to a role. Roles of IAM Identity Center, of SAML
// and of web identities have sessions named after the person, and so have those of a
// broker that names them by address.
func (c *claim) roleSession(r *cloudtrail.Record, g Grouping) {
	u := r.UserIdentity
	role, name := "", session(u.PrincipalID)
	if _, path, ok := strings.Cut(u.ARN, ":assumed-role/"); ok {
		if i := strings.LastIndexByte(path, '/'); i >= 0 {
			role, name = path[:i], path[i+1:]
		}
	}
	role = cmp.Or(role, lastPart(u.SessionIssuer.ARN), u.SessionIssuer.UserName)
	if name = clean(name); name == "" {
		c.Name, c.Key = role, cmp.Or(u.ARN, u.PrincipalID)
		return
	}
	sso := strings.HasPrefix(lastPart(role), "AWSReservedSSO_")
	c.role = c.account + ":assumed-role/" + role
	c.Name, c.Key, c.node = name, c.role+"/"+name, c.role+"/"+name
	if g == Principal {
		return
	}
	if sso || isAddress(name) || r.AdditionalEventData.SAMLProviderARN != "" || u.WebIDProvider != "" {
		c.person = personKey(name)
		c.Key = c.person
	}
	if !sso {
		c.unname(role, name)
	}
}

// unname notes what a session is called if its name turns out to be none, and calls it so
// if that is plain to see.
func (c *claim) unname(role, name string) {
	s := shapeOf(name)
	if c.frame = s.frame; s.frame != "" {
		c.session = name
	}
	if s.pattern == "" {
		return
	}
	called := cmp.Or(s.stem, role)
	c.nameless, c.pattern = c.role, s.pattern
	switch {
	case isAddress(s.stem):
		c.nameless = personKey(s.stem)
	case s.stem != "":
		c.nameless = c.role + "/" + s.stem
	}
	c.session = name
	if s.plain {
		c.Key, c.node, c.Name, c.person = c.nameless, c.nameless, called, ""
	}
}

// table claims for whom a table names without a type, as the Event history does. Unless
// other records know better, an address is that of a person, and what else there is an
// IAM user.
func (c *claim) table(name string) {
	if name == "root" {
		c.root()
		return
	}
	if s := shapeOf(name); s.plain && s.stem == "" { // a session of a role that the table does not show
		c.Name, c.Key, c.session = s.pattern, c.account+":assumed-role/*/"+s.pattern, name
		return
	}
	c.Name, c.untyped = name, true
	c.node = table + c.account + "/" + strings.ToLower(name)
	c.Key = c.account + ":user/" + strings.ToLower(name)
	if isAddress(name) {
		c.Key = personKey(name)
	}
}

// isAddress says whether a name is an e-mail address, which is one person's everywhere.
func isAddress(name string) bool {
	at := strings.IndexByte(name, '@')
	return at > 0 && at < len(name)-1
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

// mfa returns "yes", "no" or "unknown". IAM Identity Center tells which credentials were
// verified; of an external provider's it knows nothing. CloudTrail says MFAUsed No of
// every federated sign-in, because the identity provider asks for the second factor.
func mfa(r *cloudtrail.Record) string {
	if types := strings.ToUpper(r.AdditionalEventData.CredentialType); types != "" {
		return factors(types)
	}
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

// factors says whether credentials, with commas between, are two factors. A security key
// is taken for two, as it asks for a touch, PIN or finger of its owner.
func factors(types string) string {
	password, second := false, false
	for one := range strings.SplitSeq(types, ",") {
		switch one = strings.TrimSpace(one); {
		case one == "EXTERNAL_IDP":
			return "unknown"
		case one == "PASSWORD", one == "EMAIL_OTP":
			password = true
		case strings.HasSuffix(one, "TOTP"), one == "WEBAUTHN", one == "SMS", one == "RADIUS", one == "U2F":
			second = true
		case one != "":
			return "unknown"
		}
	}
	switch {
	case second:
		return "yes"
	case password:
		return "no"
	}
	return "unknown"
}
