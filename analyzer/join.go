package analyzer

import "time"

// openedWithin is how soon after a sign-in to the access portal what it opens counts as
// one with it: time enough to choose an account and role.
const openedWithin = 15 * time.Minute

// openedAmong is how many sign-ins before are looked at.
const openedAmong = 100

// join notes which sign-ins of an identity, which are in order of time, were opened by
// others. The portal's record and that of the console session which it opens are one
// sign-in; so are the consent to aws login and the token that follows, and all tokens of
// one sign-in session, as long as they go to the same address.
func (l *log) join(all []signIn) {
	type session struct{ grant, address string }
	sessions := map[session]bool{}
	for i := range all {
		s := &all[i]
		s.opened, s.repeats = false, false
		if s.outcome == Failure || s.time.IsZero() || s.identity.Key == "" {
			continue
		}
		for j := i - 1; j >= max(0, i-openedAmong) && s.time.Sub(all[j].time) <= openedWithin; j-- {
			if a := &all[j]; a.outcome != Failure && a.opens(s) {
				s.opened = true
				s.repeats = *a.agent == *s.agent && sameDay(a.time, s.time)
				break
			}
		}
		if *s.grant != "" {
			key := session{*s.grant, *s.address}
			s.opened = s.opened || sessions[key]
			sessions[key] = true
		}
		if s.opened {
			l.coverage.Opened++
		}
	}
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Truncate(24 * time.Hour).Equal(b.UTC().Truncate(24 * time.Hour))
}

// opens says whether a sign-in opens one that follows soon.
func (s *signIn) opens(next *signIn) bool {
	if *s.address != *next.address {
		return false
	}
	portal := *s.name == "UserAuthentication" || *s.name == "Authenticate"
	switch *next.name {
	case "CreateOAuth2Token":
		return *s.name == "AuthorizeOAuth2Access"
	case "CreateToken":
		return portal
	case "ConsoleLogin", "Federate", "Authenticate", "AuthorizeOAuth2Access":
		return portal && *s.agent == *next.agent && *s.name != *next.name
	}
	return false
}
