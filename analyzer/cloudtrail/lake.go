package cloudtrail

import "strings"

// addStruct adds the fields of a structure or map as Lake and Athena print it,
// {type=IAMUser, sessioncontext={…}, invokedby=null}, and returns what follows
// it. It returns false if the text is something else. Nothing in it is quoted: a
// value ends at a brace that may be the last, or at a comma before what looks
// like a name.
func (w row) addStruct(p *recordParser, path, text string, depth int) (string, bool) {
	if rest, ok := strings.CutPrefix(text, "{}"); ok {
		return rest, true
	}
	for more := true; more; {
		if text == "" { // the comma was the last
			return "", false
		}
		n := nameLen(text[1:])
		if n == 0 || len(path)+n > maxFieldName {
			return "", false
		}
		name := path + normal(text[1:1+n])
		text = text[n+2:]
		if strings.HasPrefix(text, "{") && depth < maxFields {
			var ok bool
			if text, ok = w.addStruct(p, name, text, depth+1); !ok {
				return "", false
			}
		} else {
			n := valueEnd(text)
			if s := text[:n]; s != "" && s != "null" {
				w[name] = p.cache.string([]byte(strings.ToValidUTF8(s, "\uFFFD")))
			}
			text = text[n:]
		}
		text, more = strings.CutPrefix(text, ",")
	}
	return strings.CutPrefix(text, "}")
}

// nameLen returns the length of the name that s begins with, spaces before it
// included, or 0 if there is none with a sign of equality behind.
func nameLen(s string) int {
	i := strings.IndexAny(s[:min(len(s), maxFieldName)], "=,{}[]\"")
	if i <= 0 || s[i] != '=' || strings.TrimSpace(s[:i]) == "" {
		return 0
	}
	return i
}

// valueEnd returns the length of the value that s begins with.
func valueEnd(s string) int {
	depth := 0 // of what is nested in a list
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '[' && (i == 0 || depth > 0), c == '{' && depth > 0:
			depth++
		case depth > 0 && (c == ']' || c == '}'):
			depth--
		case depth > 0:
		case c == '}' && (i+1 == len(s) || s[i+1] == '}' || s[i+1] == ','), c == ',' && strings.HasPrefix(s[i+1:], " ") && nameLen(s[i+1:]) > 0:
			return i
		}
	}
	return len(s)
}
