package analyzer

import "loginodds/analyzer/geoip"

// GeoAttribution says where the embedded geo databases come from, as their
// licence asks of whoever shows their data.
const GeoAttribution = geoip.Attribution

// EmbeddedDatabases returns the geo databases that need no file.
func EmbeddedDatabases() ([]geoip.Source, error) {
	db, err := geoip.Open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return db.Sources(), nil
}
