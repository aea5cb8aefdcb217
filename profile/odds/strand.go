package odds

import "loginodds/profile"

// A strand is all that one identity does from one address block with one client. It is
// what is judged, as a whole: nothing in it vouches for the rest of it.
type strand struct {
	place       [placeLevels]node
	client      [clientLevels]node
	hosting     bool
	failed      bool  // one of the sign-ins came after a failure
	site        int32 // number of the network, or of what is known of the place instead; -1 unknown
	kit         int32 // number of the client; -1 unknown
	course      int32 // number of both together
	days        int32 // with a sign-in of the strand
	signIns     int32
	first, last profile.Day
	hours       [24]uint16 // days with a sign-in during each hour
	apart       profile.Apart
}

// node returns the value that the strand shows of a level.
func (s *strand) node(l level) node {
	if l.ofPlace() {
		return s.place[l]
	}
	return s.client[l-placeLevels]
}

// other returns the number of what vouches for a value of the level: the client for a
// place, and the site for a client. It is -1 if that is unknown.
func (s *strand) other(l level) int32 {
	if l.ofPlace() {
		return s.kit
	}
	return s.site
}

// siteKey tells sites apart. A place of which nothing is known has none.
func (s *strand) siteKey() ([3]uint32, bool) {
	if n := s.place[network].value; n != unknown {
		return [3]uint32{n}, true
	}
	k := [3]uint32{unknown, s.place[country].value, s.place[region].value}
	return k, k != [3]uint32{unknown, unknown, unknown}
}

// kitKey tells clients apart. One of which nothing is known has none.
func (s *strand) kitKey() ([3]uint32, bool) {
	k := [3]uint32{s.client[0].value, s.client[1].value, s.client[2].value}
	return k, k != [3]uint32{unknown, unknown, unknown}
}

// add counts a cell of a later day, or of the last one.
func (s *strand) add(c profile.Cell) {
	if s.days == 0 {
		s.first = c.Day
	}
	if s.days == 0 || c.Day != s.last {
		s.days++
	}
	s.last = c.Day
	s.note(c)
}

// note adds what a cell shows beside its day.
func (s *strand) note(c profile.Cell) {
	s.signIns += int32(c.SignIns)
	for h := range s.hours {
		s.hours[h] += uint16(c.Hours >> h & 1)
	}
	s.failed = s.failed || c.Hours&profile.AfterFailure != 0
	s.apart = max(s.apart, c.Apart())
}
