// A module of its own, so that loginodds itself does not depend on what only
// its generator needs.
module loginodds/cmd/report/html/generate

go 1.26.0

require golang.org/x/text v0.44.0
