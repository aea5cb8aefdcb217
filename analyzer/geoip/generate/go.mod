// A module of its own, so that loginodds itself does not depend on what only
// its generator needs.
module loginodds/analyzer/geoip/generate

go 1.26.0

require (
	github.com/maxmind/mmdbwriter v1.2.0
	golang.org/x/text v0.44.0
)

require (
	github.com/oschwald/maxminddb-golang/v2 v2.1.1 // indirect
	go4.org/netipx v0.0.0-20231129151722-fdeea329fbba // indirect
	golang.org/x/sys v0.38.0 // indirect
)
