package cloudtrail

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// keepJSON sets Raw of a record whose JSON is given, if that is asked for.
func (r *Reader) keepJSON(rec *Record, v []byte) {
	if r.KeepRaw && takes(rec.EventSource, rec.EventName) {
		rec.Raw = compact(v)
	}
}

// keepFields sets Raw of a record that was made of a row, if there is one and
// that is asked for.
func (r *Reader) keepFields(rec *Record) {
	if r.KeepRaw && rec != nil && takes(rec.EventSource, rec.EventName) {
		rec.Raw = rec.json()
	}
}

// compact returns a copy of JSON that the parser has read, on one line: without
// space, with control characters escaped, and with U+FFFD for invalid bytes.
func compact(v []byte) []byte {
	b := make([]byte, 0, len(v))
	for i := 0; i < len(v); {
		if v[i] != '"' {
			if !isSpace(v[i]) {
				b = append(b, v[i])
			}
			i++
			continue
		}
		end, _ := stringEnd(v, i+1)
		for _, c := range string(v[i:end]) {
			if c < ' ' {
				b = fmt.Appendf(b, `\u%04x`, c)
			} else {
				b = utf8.AppendRune(b, c)
			}
		}
		i = end
	}
	return b
}

// json returns a record of CloudTrail that has the same fields.
func (r *Record) json() []byte {
	type object map[string]any
	u, d := &r.UserIdentity, &r.AdditionalEventData
	all := object{
		"userIdentity": object{
			"type":         u.Type,
			"principalId":  u.PrincipalID,
			"arn":          u.ARN,
			"accountId":    u.AccountID,
			"accessKeyId":  u.AccessKeyID,
			"userName":     u.UserName,
			"credentialId": u.CredentialID,
			"onBehalfOf":   object{"userId": u.OnBehalfOf.UserID, "identityStoreArn": u.OnBehalfOf.IdentityStoreARN},
			"sessionContext": object{
				"sessionIssuer": object{
					"type":        u.SessionIssuer.Type,
					"principalId": u.SessionIssuer.PrincipalID,
					"arn":         u.SessionIssuer.ARN,
					"accountId":   u.SessionIssuer.AccountID,
					"userName":    u.SessionIssuer.UserName,
				},
				"webIdFederationData": object{"federatedProvider": u.WebIDProvider},
				"attributes":          object{"creationDate": u.CreationDate},
				"signInSessionArn":    u.SignInSessionARN,
			},
		},
		"eventTime":       r.RawTime,
		"eventSource":     r.EventSource,
		"awsRegion":       r.AWSRegion,
		"sourceIPAddress": r.SourceIPAddress,
		"userAgent":       r.UserAgent,
		"errorCode":       r.ErrorCode,
		"errorMessage":    r.ErrorMessage,
		"additionalEventData": object{
			"MFAUsed":         d.MFAUsed,
			"LoginTo":         d.LoginTo,
			"UserName":        d.UserName,
			"AuthWorkflowID":  d.AuthWorkflowID,
			"CredentialType":  d.CredentialType,
			"SwitchFrom":      d.SwitchFrom,
			"SamlProviderArn": d.SAMLProviderARN,
		},
		"requestParameters":  object{"grantType": r.GrantType},
		"responseElements":   object{r.EventName: r.Result},
		"eventID":            r.EventID,
		"eventType":          r.EventType,
		"recipientAccountId": r.RecipientAccountID,
	}
	var prune func(object)
	prune = func(o object) { // of what has no text
		for key, value := range o {
			inner, ok := value.(object)
			if ok {
				prune(inner)
			}
			if value == "" || ok && len(inner) == 0 {
				delete(o, key)
			}
		}
	}
	prune(all)
	all["eventName"] = r.EventName // by this it is known as a record
	if all["userIdentity"] == nil {
		all["userIdentity"] = object{} // and by this not as one of CloudTrail Insights
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err) // of text, it cannot fail
	}
	return b
}
