package report

// The objects of OCSF, as far as sign-ins need them. What is unknown is left out,
// never empty.

// An ocsfEnum is a value of an enumeration. Its caption is that of the schema, or
// for 99 (Other) the word of the source.
type ocsfEnum struct {
	id      int
	caption string
}

type ocsfFinding struct {
	ActivityID      int            `json:"activity_id"`
	ActivityName    string         `json:"activity_name"`
	CategoryUID     int            `json:"category_uid"`
	CategoryName    string         `json:"category_name"`
	ClassUID        int            `json:"class_uid"`
	ClassName       string         `json:"class_name"`
	TypeUID         int            `json:"type_uid"`
	TypeName        string         `json:"type_name"`
	Time            int64          `json:"time"` // in milliseconds since 1970, as all times
	SeverityID      int            `json:"severity_id"`
	Severity        string         `json:"severity"`
	ConfidenceID    int            `json:"confidence_id"`
	Confidence      string         `json:"confidence"`
	ConfidenceScore *int           `json:"confidence_score,omitempty"` // from 0 to 100
	StatusID        int            `json:"status_id"`
	Status          string         `json:"status"`
	IsAlert         bool           `json:"is_alert"`
	Message         string         `json:"message"`
	Metadata        ocsfMetadata   `json:"metadata"`
	Cloud           ocsfCloud      `json:"cloud"`
	Info            ocsfInfo       `json:"finding_info"`
	Evidences       []ocsfEvidence `json:"evidences"`
	Resources       []ocsfResource `json:"resources,omitempty"`
	Unmapped        ocsfUnmapped   `json:"unmapped"`
}

type ocsfMetadata struct {
	Version        string      `json:"version"`
	Product        ocsfProduct `json:"product"`
	Profiles       []string    `json:"profiles"`
	UID            string      `json:"uid"`
	CorrelationUID string      `json:"correlation_uid,omitempty"` // episode
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
}

type ocsfCloud struct {
	Provider string      `json:"provider"`
	Region   string      `json:"region,omitempty"`
	Account  ocsfAccount `json:"account,omitzero"`
}

type ocsfAccount struct {
	UID    string `json:"uid"`
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
}

type ocsfInfo struct {
	UID           string        `json:"uid"`
	Title         string        `json:"title"`
	Desc          string        `json:"desc,omitempty"`
	Types         []string      `json:"types"`
	FirstSeenTime int64         `json:"first_seen_time,omitempty"`
	LastSeenTime  int64         `json:"last_seen_time,omitempty"`
	Analytic      ocsfAnalytic  `json:"analytic"`
	Attacks       []ocsfAttack  `json:"attacks,omitempty"`
	DataSources   []string      `json:"data_sources"`
	RelatedEvents []ocsfRelated `json:"related_events,omitempty"`
}

type ocsfAnalytic struct {
	Name    string `json:"name"`
	UID     string `json:"uid"`
	TypeID  int    `json:"type_id"`
	Type    string `json:"type"`
	Version string `json:"version"` // another one gives other probabilities
}

type ocsfAttack struct {
	Tactic       ocsfTechnique `json:"tactic"`
	Technique    ocsfTechnique `json:"technique"`
	SubTechnique ocsfTechnique `json:"sub_technique"`
}

type ocsfTechnique struct {
	UID  string `json:"uid"`
	Name string `json:"name"`
}

type ocsfRelated struct {
	UID     string      `json:"uid"`
	Type    string      `json:"type"`
	Product ocsfProduct `json:"product"`
}

type ocsfEvidence struct {
	Actor       ocsfActor    `json:"actor,omitzero"`
	API         ocsfAPI      `json:"api"`
	SrcEndpoint ocsfEndpoint `json:"src_endpoint,omitzero"`
	HTTPRequest ocsfRequest  `json:"http_request,omitzero"`
}

type ocsfActor struct {
	User    ocsfUser    `json:"user,omitzero"`
	Session ocsfSession `json:"session,omitzero"`
}

type ocsfUser struct {
	Name    string      `json:"name,omitempty"`
	UID     string      `json:"uid,omitempty"`     // ARN
	UIDAlt  string      `json:"uid_alt,omitempty"` // key of the identity
	TypeID  int         `json:"type_id"`
	Type    string      `json:"type"`
	Account ocsfAccount `json:"account,omitzero"`
}

type ocsfSession struct {
	IsMFA *bool `json:"is_mfa,omitempty"`
}

type ocsfAPI struct {
	Operation string    `json:"operation"`
	Service   ocsfNamed `json:"service"`
}

type ocsfNamed struct {
	Name string `json:"name"`
}

type ocsfEndpoint struct {
	IP               string       `json:"ip,omitempty"`
	ServiceName      string       `json:"svc_name,omitempty"`
	Name             string       `json:"name,omitempty"`
	TypeID           int          `json:"type_id,omitempty"`
	Type             string       `json:"type,omitempty"`
	Location         ocsfLocation `json:"location,omitzero"`
	AutonomousSystem ocsfAS       `json:"autonomous_system,omitzero"`
	OS               ocsfOS       `json:"os,omitzero"`
}

type ocsfLocation struct {
	Country string `json:"country,omitempty"`
	City    string `json:"city,omitempty"`
	Desc    string `json:"desc,omitempty"`
}

type ocsfAS struct {
	Number uint32 `json:"number"`
	Name   string `json:"name,omitempty"`
}

type ocsfOS struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	TypeID  int    `json:"type_id"`
	Type    string `json:"type"`
}

type ocsfRequest struct {
	UserAgent string `json:"user_agent"`
}

type ocsfResource struct {
	UID  string `json:"uid"`
	Type string `json:"type"`
}

// ocsfUnmapped has the words of the JSON for what OCSF has no words for, or other
// ones.
type ocsfUnmapped struct {
	Outcome     string      `json:"outcome"`
	MFAUsed     string      `json:"mfaUsed"`
	Identity    identity    `json:"identity"`
	Geo         geo         `json:"geo"`
	Client      client      `json:"client"`
	Probability probability `json:"probability"`
	Evidence    evidence    `json:"evidence"`
	File        string      `json:"file"`
	Record      int         `json:"record"`
}
