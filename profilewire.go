package partnerkit

// A profile as it is read: which members were there tells an answer from an
// empty object.

var allProfileFields = []ProfileField{
	ProfileFieldUsername, ProfileFieldDisplayName, ProfileFieldHandle, ProfileFieldBiography, ProfileFieldDateOfBirth,
}

type profileWire struct {
	Username    Opt[string] `json:"username"`
	DisplayName Opt[string] `json:"displayName"`
	Handle      Opt[string] `json:"handle"`
	Biography   Opt[string] `json:"biography"`
	DateOfBirth Opt[Date]   `json:"dateOfBirth"`
}

// lacks wants at least one of the asked members, and a username where it was
// asked for; an unset member may be null or absent.
func (p *profileWire) lacks(asked []ProfileField) string {
	there := map[ProfileField]bool{
		ProfileFieldUsername:    !p.Username.IsZero(),
		ProfileFieldDisplayName: !p.DisplayName.IsZero(),
		ProfileFieldHandle:      !p.Handle.IsZero(),
		ProfileFieldBiography:   !p.Biography.IsZero(),
		ProfileFieldDateOfBirth: !p.DateOfBirth.IsZero(),
	}
	found := false
	for _, field := range asked {
		known, isKnown := there[field]
		found = found || known || !isKnown
		if field == ProfileFieldUsername && p.Username.value == "" {
			return "username is missing"
		}
	}
	if !found {
		return "none of the asked members is there"
	}
	return ""
}

func (p *profileWire) profile() *Profile {
	return &Profile{p.Username.value, p.DisplayName.value, p.Handle.value, p.Biography.value, p.DateOfBirth.value}
}

func wireOf(p *Profile) *profileWire {
	return &profileWire{Set(p.Username), Set(p.DisplayName), Set(p.Handle), Set(p.Biography), Set(p.DateOfBirth)}
}
