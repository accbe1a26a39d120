package fake

// The Profile API: what the holder of a session sees and changes of itself, and the renewal of sessions. Its error bodies
// are a number and a name, so what exactly was wrong is said in a header of the fake's own.

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

type profileFailure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func profileErrorBody(row errorRow, _ *refusal, _ string) any {
	return profileFailure{row.number, strings.ToLower(row.code)}
}

// publicFields are what everybody in a container sees of a profile, profileFields what its owner does.
var (
	publicFields  = []string{"username", "displayName", "handle", "biography"}
	profileFields = append(slices.Clone(publicFields), "dateOfBirth")
)

// profileBody is a profile reduced to some of its fields.
func profileBody(p *profileRecord, fields []string) map[string]any {
	all := map[string]any{
		"username":    p.Username,
		"displayName": p.DisplayName,
		"handle":      p.Handle,
		"biography":   p.Biography,
		"dateOfBirth": p.DateOfBirth,
	}
	body := make(map[string]any, len(fields))
	for _, field := range fields {
		body[field] = all[field]
	}
	return body
}

func getProfile(c *call) (answer, *refusal) {
	query, refused := c.query()
	if refused != nil {
		return answer{}, refused
	}
	fields := query["fields"]
	if len(fields) == 0 {
		return answer{}, wrong("fields", "is required")
	}
	for _, field := range fields {
		if !slices.Contains(profileFields, field) {
			return answer{}, wrong("fields", "names an unknown field")
		}
	}
	return succeed(http.StatusOK, profileBody(c.session.profile, fields))
}

// containerParameter gives the query and the container that it names.
func (c *call) containerParameter() (query url.Values, container string, refused *refusal) {
	if query, refused = c.query(); refused != nil {
		return nil, "", refused
	}
	container, refused = requiredParameter(query, "containerId")
	return query, container, refused
}

func getPublicProfile(c *call) (answer, *refusal) {
	_, container, refused := c.containerParameter()
	if refused != nil {
		return answer{}, refused
	}
	profile := c.store.profiles.byUsername[c.params[0]]
	if profile == nil || !slices.Contains(profile.Containers, container) {
		return answer{}, notFound
	}
	return succeed(http.StatusOK, profileBody(profile, publicFields))
}

// updateProfileParams are the body of updating.
type updateProfileParams struct {
	DisplayName member[string] `json:"displayName"`
	Handle      member[string] `json:"handle"`
	Biography   member[string] `json:"biography"`
	DateOfBirth member[date]   `json:"dateOfBirth"`
	today       string
}

var handlePattern = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,32}$`)

func validHandle(handle string) string {
	if !handlePattern.MatchString(handle) {
		return "must be 3 to 32 of a-z A-Z 0-9 _ . -"
	}
	return ""
}

func (p *updateProfileParams) judge() []fieldError {
	if !p.DisplayName.set && !p.Handle.set && !p.Biography.set && !p.DateOfBirth.set {
		return []fieldError{{message: "at least one of displayName, handle, biography, dateOfBirth is required"}}
	}
	return slices.Concat(
		p.DisplayName.complaints("displayName", optional, characters(1, 64)),
		p.Handle.complaints("handle", optional, validHandle),
		p.Biography.complaints("biography", nullable, characters(0, 500)),
		p.DateOfBirth.complaints("dateOfBirth", nullable, p.past),
	)
}

// past accepts a day that has come; the form of a date makes text order the order of time.
func (p *updateProfileParams) past(d date) string {
	if string(d) > p.today {
		return "must not be in the future"
	}
	return ""
}

func updateProfile(c *call) (answer, *refusal) {
	params := updateProfileParams{today: c.now.UTC().Format(time.DateOnly)}
	if refused := c.decode(&params); refused != nil {
		return answer{}, refused
	}
	profile := c.session.profile
	handle := *params.Handle.or(&profile.Handle)
	if other := c.store.profiles.byHandle[fold(handle)]; params.Handle.set && other != nil && other != profile {
		return answer{}, wrong("handle", "is taken")
	}
	if params.Handle.set {
		c.store.profiles.changeHandle(profile, handle)
	}
	profile.DisplayName = *params.DisplayName.or(&profile.DisplayName)
	profile.Biography = params.Biography.or(profile.Biography)
	profile.DateOfBirth = (*string)(params.DateOfBirth.or((*date)(profile.DateOfBirth)))
	return succeed(http.StatusCreated, profileBody(profile, profileFields))
}

type referralBody struct {
	Username    string `json:"username"`
	DisplayName string `json:"displayName"`
	JoinedAt    string `json:"joinedAt"`
}

func listReferrals(c *call) (answer, *refusal) {
	referrals := make([]referralBody, 0, len(c.session.profile.Referrals))
	for _, r := range c.session.profile.Referrals {
		referrals = append(referrals, referralBody{r.Username, r.DisplayName, milliseconds(r.JoinedAt)})
	}
	return succeed(http.StatusOK, referrals)
}

type refreshParams struct {
	RefreshToken member[string] `json:"refreshToken"`
}

func (p *refreshParams) judge() []fieldError {
	return p.RefreshToken.complaints("refreshToken", mandatory, atLeast(1))
}

type refreshedSession struct {
	SessionToken string `json:"sessionToken"`
}

func refreshSession(c *call) (answer, *refusal) {
	var params refreshParams
	if refused := c.decode(&params); refused != nil {
		return answer{}, refused
	}
	refresh := c.store.profiles.byRefresh[params.RefreshToken.value]
	switch {
	case refresh == nil:
		return answer{}, unauthorized
	case !c.now.Before(refresh.expires):
		return answer{}, &refusal{status: http.StatusUnauthorized, code: "refresh_token_expired"}
	}
	token := c.store.ids.sessionToken.next()
	c.store.profiles.renew(token, refresh, c.now.UTC().Round(0))
	return succeed(http.StatusOK, refreshedSession{token})
}
