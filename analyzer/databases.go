package analyzer

import (
	"loginodds/analyzer/geoip"
	"loginodds/profile"
)

// GeoAttribution says where the embedded geo databases come from, as their
// licence asks of whoever shows their data.
const GeoAttribution = geoip.Attribution

// Schemas returns the names and versions of what can be saved: baselines and fits.
func Schemas() []string { return []string{profile.Schema, profile.FitSchema} }

// EmbeddedDatabases returns the geo databases that need no file.
func EmbeddedDatabases() ([]geoip.Source, error) {
	db, err := geoip.Open()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return db.Sources(), nil
}
