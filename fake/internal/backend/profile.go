package backend

// The Profile API: what the holder of a session sees and changes of their own profile, and the renewal of sessions. Its error
// bodies are a number and a name, so what exactly was wrong is said in a header of the fake's own.

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

var profileErrors = errorTable{
	rows: []errorRow{
		{status: 400, number: 10002, code: "generic_client_error"},
		{status: 401, number: 10003, code: "generic_unauthorized"},
		{status: 401, number: 10004, code: "session_token_expired"},
		{status: 401, number: 10005, code: "refresh_token_expired"},
		{status: 404, number: 10006, code: "generic_not_found"},
		{status: 405, number: 10007, code: "method_not_allowed"},
		{status: 415, number: 10008, code: "unsupported_media_type"},
		{status: 429, number: 10009, code: "too_many_requests"},
		{status: 500, number: 10001, code: "internal_server_error"},
	},
	derive: func(status int) errorRow { return errorRow{number: 10000, code: snakeStatus(status)} },
	render: profileErrorBody,
}

type profileFailure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func profileErrorBody(row errorRow, _ *refusal, _ string) any {
	return profileFailure{row.number, strings.ToLower(row.code)}
}

// publicFields are what everybody in a container sees of a profile, profileFields what its owner sees.
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

func getProfile(c *call) (Response, *refusal) {
	query, refused := c.query()
	if refused != nil {
		return Response{}, refused
	}
	fields := query["fields"]
	if len(fields) == 0 {
		return Response{}, badField("fields", "is required")
	}
	for _, field := range fields {
		if !slices.Contains(profileFields, field) {
			return Response{}, badField("fields", "names an unknown field")
		}
	}
	return jsonResponse(http.StatusOK, profileBody(c.session.profile, fields))
}

// containerParameter gives the query and the container that it names.
func containerParameter(c *call) (query url.Values, container string, refused *refusal) {
	if query, refused = c.query(); refused != nil {
		return nil, "", refused
	}
	container, refused = requiredParameter(query, "containerId")
	return query, container, refused
}

func getPublicProfile(c *call) (Response, *refusal) {
	_, container, refused := containerParameter(c)
	if refused != nil {
		return Response{}, refused
	}
	profile := c.store.profiles.byUsername[c.params[0]]
	switch {
	case profile == nil:
		return Response{}, notFound.because("there is no such profile")
	case !slices.Contains(profile.Containers, container):
		return Response{}, notFound.because("the profile is not in the container")
	}
	return jsonResponse(http.StatusOK, profileBody(profile, publicFields))
}

// updateProfileParams are the body of updating. The address stands in the API's own sample, and nothing says what becomes of
// it: that it is an object is checked, and it is forgotten.
type updateProfileParams struct {
	DisplayName strictjson.Member[string]          `json:"displayName"`
	Handle      strictjson.Member[string]          `json:"handle"`
	Biography   strictjson.Member[string]          `json:"biography"`
	DateOfBirth strictjson.Member[date]            `json:"dateOfBirth"`
	Address     strictjson.Member[json.RawMessage] `json:"address"`
	today       string
}

func (p *updateProfileParams) validate() []strictjson.FieldError {
	if !p.DisplayName.Set && !p.Handle.Set && !p.Biography.Set && !p.DateOfBirth.Set && !p.Address.Set {
		return []strictjson.FieldError{{Message: "at least one of displayName, handle, biography, dateOfBirth, address is required"}}
	}
	return slices.Concat(
		validate(&p.DisplayName, "displayName", optional, characters(1, 64)),
		validate(&p.Handle, "handle", optional, validHandle),
		validate(&p.Biography, "biography", nullable, characters(0, 500)),
		validate(&p.DateOfBirth, "dateOfBirth", nullable, p.past),
		validate(&p.Address, "address", optional, anObject),
	)
}

func anObject(raw json.RawMessage) error {
	if strictjson.KindOf(raw) != strictjson.Object {
		return errors.New("must be an object")
	}
	return nil
}

var handlePattern = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,32}$`)

func validHandle(handle string) error {
	if !handlePattern.MatchString(handle) {
		return errors.New("must be 3 to 32 of a-z A-Z 0-9 _ . -")
	}
	return nil
}

// past accepts a day that has come; the form of a date makes text order the order of time.
func (p *updateProfileParams) past(d date) error {
	if string(d) > p.today {
		return errors.New("must not be in the future")
	}
	return nil
}

func updateProfile(c *call) (Response, *refusal) {
	params := updateProfileParams{today: c.now.UTC().Format(time.DateOnly)}
	if refused := c.decode(&params); refused != nil {
		return Response{}, refused
	}
	profile := c.session.profile
	handle := *params.Handle.Or(&profile.Handle)
	if other := c.store.profiles.byHandle[fold(handle)]; params.Handle.Set && other != nil && other != profile {
		return Response{}, badField("handle", "is taken")
	}
	if params.Handle.Set {
		c.store.profiles.changeHandle(profile, handle)
	}
	profile.DisplayName = *params.DisplayName.Or(&profile.DisplayName)
	profile.Biography = params.Biography.Or(profile.Biography)
	profile.DateOfBirth = (*string)(params.DateOfBirth.Or((*date)(profile.DateOfBirth)))
	return jsonResponse(http.StatusCreated, profileBody(profile, profileFields))
}

type referralBody struct {
	Username    string `json:"username"`
	DisplayName string `json:"displayName"`
	JoinedAt    string `json:"joinedAt"`
}

func listReferrals(c *call) (Response, *refusal) {
	referrals := make([]referralBody, 0, len(c.session.profile.Referrals))
	for _, r := range c.session.profile.Referrals {
		referrals = append(referrals, referralBody{r.Username, r.DisplayName, milliseconds(r.JoinedAt)})
	}
	return jsonResponse(http.StatusOK, referrals)
}

type refreshParams struct {
	RefreshToken strictjson.Member[string] `json:"refreshToken"`
}

func (p *refreshParams) validate() []strictjson.FieldError {
	return validate(&p.RefreshToken, "refreshToken", mandatory, atLeast(1))
}

type refreshedSessionBody struct {
	SessionToken string `json:"sessionToken"`
}

func refreshSession(c *call) (Response, *refusal) {
	var params refreshParams
	if refused := c.decode(&params); refused != nil {
		return Response{}, refused
	}
	refresh := c.store.profiles.byRefresh[params.RefreshToken.Value]
	switch {
	case refresh == nil:
		return Response{}, unauthorized.because("nobody has this refresh token")
	case !c.now.Before(refresh.expires):
		ended := &refusal{status: http.StatusUnauthorized, code: "refresh_token_expired"}
		return Response{}, ended.because("the refresh token ended at %s", refresh.expires.Format(time.RFC3339))
	}
	token := c.store.ids.sessionToken.next()
	c.secrets.Add(token)
	c.store.profiles.renew(token, refresh, c.now.UTC().Round(0))
	return jsonResponse(http.StatusOK, refreshedSessionBody{token})
}
