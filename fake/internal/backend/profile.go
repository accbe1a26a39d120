package backend

// The Profile API: what the holder of a session sees and changes of their own profile, and the renewal of sessions. Its error
// bodies are a number and a name, so what exactly was wrong is said in a header of the fake's own.

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
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
	body:   reflect.TypeFor[profileFailure](),
}

type profileFailure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func profileErrorBody(row errorRow, _ *apiError, _ string) any {
	return profileFailure{row.number, strings.ToLower(row.code)}
}

// publicProfileBody is what everybody in a container sees of a profile, and profileBody what its owner sees.
type publicProfileBody struct {
	Username    string  `json:"username"`
	DisplayName string  `json:"displayName"`
	Handle      string  `json:"handle"`
	Biography   *string `json:"biography"`
}

type profileBody struct {
	publicProfileBody
	DateOfBirth *string `json:"dateOfBirth" format:"date"`
}

func publicProfile(p *profileRecord) publicProfileBody {
	return publicProfileBody{p.Username, p.DisplayName, p.Handle, p.Biography}
}

func ownProfile(p *profileRecord) profileBody { return profileBody{publicProfile(p), p.DateOfBirth} }

// someOfProfileBody is those members of a profile that were asked for.
type someOfProfileBody struct {
	Username    *string  `json:"username,omitempty"`
	DisplayName *string  `json:"displayName,omitempty"`
	Handle      *string  `json:"handle,omitempty"`
	Biography   **string `json:"biography,omitempty"`
	DateOfBirth **string `json:"dateOfBirth,omitempty" format:"date"`
}

// profileFields are the names of its members.
var profileFields = []string{"username", "displayName", "handle", "biography", "dateOfBirth"}

var fieldsParameter = parameter{
	name: "fields", about: "The fields that are wanted, each as a parameter of its own.", required: true,
	keywords: Keywords{"type": "array", "minItems": 1, "items": Keywords{"type": "string", "enum": profileFields}},
}

// add puts a field of a profile into the body, and reports whether there is such a field.
func (b *someOfProfileBody) add(p *profileRecord, field string) bool {
	switch field {
	case "username":
		b.Username = &p.Username
	case "displayName":
		b.DisplayName = &p.DisplayName
	case "handle":
		b.Handle = &p.Handle
	case "biography":
		b.Biography = &p.Biography
	case "dateOfBirth":
		b.DateOfBirth = &p.DateOfBirth
	default:
		return false
	}
	return true
}

func getProfile(c *call) (Response, *apiError) {
	query, apiErr := c.query()
	if apiErr != nil {
		return Response{}, apiErr
	}
	fields := query[fieldsParameter.name]
	if len(fields) == 0 {
		return Response{}, badField(fieldsParameter.name, "is required")
	}
	var body someOfProfileBody
	for _, field := range fields {
		if !body.add(c.session.profile, field) {
			return Response{}, badField(fieldsParameter.name, "names an unknown field")
		}
	}
	return jsonResponse(http.StatusOK, body)
}

// inContainer gives the query and the container that it names.
func inContainer(c *call) (query url.Values, container string, apiErr *apiError) {
	if query, apiErr = c.query(); apiErr != nil {
		return nil, "", apiErr
	}
	container, apiErr = containerParameter.read(query)
	return query, container, apiErr
}

func getPublicProfile(c *call) (Response, *apiError) {
	_, container, apiErr := inContainer(c)
	if apiErr != nil {
		return Response{}, apiErr
	}
	profile := c.store.profiles.byUsername[c.pathParams[0]]
	switch {
	case profile == nil:
		return Response{}, notFound.withLogReason("there is no such profile")
	case !slices.Contains(profile.Containers, container):
		return Response{}, notFound.withLogReason("the profile is not in the container")
	}
	return jsonResponse(http.StatusOK, publicProfile(profile))
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

var (
	validDisplayName = characters(1, 64)
	validHandle      = rule[string]{isHandle, Keywords{"pattern": handlePattern.String()}}
	validBiography   = characters(0, 500)
	validAddress     = rule[json.RawMessage]{isObject, Keywords{"type": "object"}}
)

func (p *updateProfileParams) validate(v *validation) {
	v.requireOne()
	member(v, &p.DisplayName, "displayName", optional, validDisplayName)
	member(v, &p.Handle, "handle", optional, validHandle)
	member(v, &p.Biography, "biography", nullable, validBiography)
	member(v, &p.DateOfBirth, "dateOfBirth", nullable, rule[date]{validate: p.past})
	member(v, &p.Address, "address", optional, validAddress)
}

func isObject(raw json.RawMessage) error {
	if strictjson.KindOf(raw) != strictjson.Object {
		return errors.New("must be an object")
	}
	return nil
}

var handlePattern = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,32}$`)

func isHandle(handle string) error {
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

func updateProfile(c *call) (Response, *apiError) {
	params := updateProfileParams{today: c.now.UTC().Format(time.DateOnly)}
	if apiErr := c.decode(&params); apiErr != nil {
		return Response{}, apiErr
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
	return jsonResponse(http.StatusCreated, ownProfile(profile))
}

type referralBody struct {
	Username    string `json:"username"`
	DisplayName string `json:"displayName"`
	JoinedAt    string `json:"joinedAt" format:"date-time"`
}

func listReferrals(c *call) (Response, *apiError) {
	referrals := make([]referralBody, 0, len(c.session.profile.Referrals))
	for _, r := range c.session.profile.Referrals {
		referrals = append(referrals, referralBody{r.Username, r.DisplayName, milliseconds(r.JoinedAt)})
	}
	return jsonResponse(http.StatusOK, referrals)
}

type refreshParams struct {
	RefreshToken strictjson.Member[string] `json:"refreshToken"`
}

func (p *refreshParams) validate(v *validation) {
	member(v, &p.RefreshToken, "refreshToken", required, someText)
}

var refreshExpired = &apiError{status: http.StatusUnauthorized, code: "refresh_token_expired"}

type refreshedSessionBody struct {
	SessionToken string `json:"sessionToken"`
}

func refreshSession(c *call) (Response, *apiError) {
	var params refreshParams
	if apiErr := c.decode(&params); apiErr != nil {
		return Response{}, apiErr
	}
	refresh := c.store.profiles.byRefresh[params.RefreshToken.Value]
	switch {
	case refresh == nil:
		return Response{}, unauthorized.withLogReason("nobody has this refresh token")
	case !c.now.Before(refresh.expires):
		return Response{}, refreshExpired.withLogReason("the refresh token ended at %s", refresh.expires.Format(time.RFC3339))
	}
	token := unusedID(&c.store.ids.sessionToken, c.store.profiles.byToken)
	c.secrets.Add(token)
	c.store.profiles.renew(token, refresh, c.now.UTC().Round(0))
	return jsonResponse(http.StatusOK, refreshedSessionBody{token})
}
