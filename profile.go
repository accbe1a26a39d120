package partnerkit

// The profile of a session's user (Profile API).

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
)

// ProfileService reaches the profile of the user whose session WithSession gives.
// The Profile API has no documented address: WithProfileBaseURL or WithBaseURL
// gives it.
//
// Every method can also return the errors that the package documentation lists under Errors.
type ProfileService struct{ api *call.API }

// ProfileField names a member of a profile.
type ProfileField string

// The members that Profile.Get can be asked for.
const (
	ProfileFieldUsername    ProfileField = "username"
	ProfileFieldDisplayName ProfileField = "displayName"
	ProfileFieldHandle      ProfileField = "handle"
	ProfileFieldBiography   ProfileField = "biography"
	ProfileFieldDateOfBirth ProfileField = "dateOfBirth"
)

// Profile is a user's own profile. Members that were not asked for are zero.
type Profile struct {
	Username    string `json:"username"`    // unique in the system, and not to be changed
	DisplayName string `json:"displayName"` // 1 to 64 characters
	Handle      string `json:"handle"`      // unique in the system without regard to case
	Biography   string `json:"biography"`   // empty where unset
	DateOfBirth Date   `json:"dateOfBirth"` // zero where unset
}

// PublicProfile is what everybody in a container may see of a user.
type PublicProfile struct {
	Username    string `json:"username"`    // unique in the system
	DisplayName string `json:"displayName"` // 1 to 64 characters
	Handle      string `json:"handle"`      // unique in the system without regard to case
	Biography   string `json:"biography"`   // empty where unset
}

// ProfileUpdateParams says what to change; at least one member must be given. The
// zero Opt leaves a member as it is, Set gives it a value, Null clears biography
// and date of birth and is refused by the API for the other two.
type ProfileUpdateParams struct {
	DisplayName Opt[string] `json:"displayName,omitzero"` // 1 to 64 characters
	Handle      Opt[string] `json:"handle,omitzero"`      // 3 to 32 of a-z A-Z 0-9 _ . -
	Biography   Opt[string] `json:"biography,omitzero"`   // at most 500 characters
	DateOfBirth Opt[Date]   `json:"dateOfBirth,omitzero"` // not in the future; Set of the zero Date clears it, as Null does
}

// Referral is a user whom the session's user brought.
type Referral struct {
	Username    string    `json:"username"`    // unique in the system
	DisplayName string    `json:"displayName"` // as it is now
	JoinedAt    time.Time `json:"joinedAt"`    // when the referred user joined
}

var (
	profileGet = call.Endpoint{
		Name: "Profile.Get", Method: http.MethodGet, Route: "/v1/user/profile", Idempotent: true,
	}
	profilePublic = call.Endpoint{
		Name: "Profile.Public", Method: http.MethodGet, Route: "/v1/user/by-id/{username}/public", Idempotent: true,
		Cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	profileUpdate = call.Endpoint{
		Name: "Profile.Update", Method: http.MethodPost, Route: "/v1/user/profile",
	}
	profileReferrals = call.Endpoint{
		Name: "Profile.Referrals", Method: http.MethodGet, Route: "/v1/user/referrals", Idempotent: true, List: true,
	}
)

// Get returns the asked members of the profile of the session's user. GET
// /v1/user/profile?fields=….
//
// Repeated freely. Errors: ErrBadRequest for a field that the API does not know,
// ErrNotFound, ErrSessionExpired, ErrRefreshTokenExpired, ErrUnauthorized,
// ErrRateLimited, ErrServer.
func (s *ProfileService) Get(ctx context.Context, fields []ProfileField, opts ...CallOption) (*Profile, error) {
	read, err := do(ctx, apiOf(s), getProfile(fields), opts)
	return read.profile(), err
}

// Public returns what everybody in a container may see of a user, who is named by
// their username, compared without regard to case. GET
// /v1/user/by-id/{username}/public?containerId=….
//
// Repeated freely. Errors: ErrUserNotFound where the container has no such user,
// ErrBadRequest, ErrSessionExpired, ErrRefreshTokenExpired, ErrUnauthorized,
// ErrRateLimited, ErrServer.
func (s *ProfileService) Public(ctx context.Context, username, containerID string, opts ...CallOption) (*PublicProfile, error) {
	params := call.Params{Path: [2]string{username}, Query: containerQuery{containerID}, ArgErr: required(argument{"containerId", containerID})}
	return do(ctx, apiOf(s), call.Request[PublicProfile]{
		Endpoint: &profilePublic,
		Params:   params,
		Decode:   decodePublicProfile,
		Validate: (*PublicProfile).validate,
		WantID:   username,
	}, opts)
}

// Update changes the given members of the profile of the session's user, and
// returns the whole profile. POST /v1/user/profile.
//
// It is sent once. If the response is lost, the client reads the profile back and compares
// the members that were set: if they match, the update succeeded, else the error is
// ErrOutcomeUnknown. That relies on reading one's own writes. Errors:
// ErrBadRequest, also for a handle that is taken; ErrNotFound, ErrSessionExpired,
// ErrRefreshTokenExpired, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *ProfileService) Update(ctx context.Context, params ProfileUpdateParams, opts ...CallOption) (*Profile, error) {
	read, err := do(ctx, apiOf(s), call.Request[profileJSON]{
		Endpoint: &profileUpdate,
		Params:   call.Params{Body: jsonwrite.Write(params.write), ArgErr: params.validate()},
		Decode:   decodeProfile,
		Validate: func(p *profileJSON, _ string) error { return p.validate(allProfileFields) },
		ReadBack: call.ReadBackIf(getProfile(allProfileFields), params.matches),
	}, opts)
	return read.profile(), err
}

// Referrals returns whom the session's user brought. GET /v1/user/referrals.
//
// Repeated freely. Errors: ErrBadRequest, ErrNotFound, ErrSessionExpired,
// ErrRefreshTokenExpired, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *ProfileService) Referrals(ctx context.Context, opts ...CallOption) ([]*Referral, error) {
	list, err := do(ctx, apiOf(s), call.Request[[]*Referral]{
		Endpoint: &profileReferrals,
		Decode:   decodeReferrals,
		Validate: validateReferrals,
	}, opts)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

func validateReferrals(list *[]*Referral, _ string) error {
	return validateItems("the list", *list, func(r **Referral) error {
		if *r == nil {
			return errors.New("an item of the list is null")
		}
		return present("username", (*r).Username)
	})
}

// getProfile is the request for members of the session's own profile.
func getProfile(fields []ProfileField) call.Request[profileJSON] {
	return call.Request[profileJSON]{
		Endpoint: &profileGet,
		Params:   call.Params{Query: fieldsQuery{fields}, ArgErr: requiredList("fields", fields)},
		Decode:   decodeProfile,
		Validate: func(p *profileJSON, _ string) error { return p.validate(fields) },
	}
}

type fieldsQuery struct {
	Fields []ProfileField `url:"fields"`
}

type containerQuery struct {
	ContainerID string `url:"containerId"`
}

func (p *ProfileUpdateParams) write(o *jsonwrite.Object) {
	p.DisplayName.write(o, "displayName", o.String)
	p.Handle.write(o, "handle", o.String)
	p.Biography.write(o, "biography", o.String)
	p.DateOfBirth.write(o, "dateOfBirth", func(name string, d Date) {
		if d.IsZero() { // no date, as Null is
			o.Value(name, nil)
			return
		}
		o.String(name, d.String())
	})
}

func (p ProfileUpdateParams) validate() error {
	if (p == ProfileUpdateParams{}) {
		return argErr("the update changes nothing")
	}
	if date, ok := p.DateOfBirth.Get(); ok && !date.IsZero() && !date.valid() {
		return argErr("dateOfBirth is no day of the calendar")
	}
	return validateText(argument{"displayName", p.DisplayName.value}, argument{"handle", p.Handle.value}, argument{"biography", p.Biography.value})
}

// matches reports whether a profile has what the update set.
func (p ProfileUpdateParams) matches(read *profileJSON) bool {
	got := read.profile()
	return matches(p.DisplayName, got.DisplayName) && matches(p.Handle, got.Handle) &&
		matches(p.Biography, got.Biography) && matches(p.DateOfBirth, got.DateOfBirth)
}

// validate reports what is wrong with a response about the user with the username.
func (p *PublicProfile) validate(wantUsername string) error {
	if !strings.EqualFold(p.Username, wantUsername) {
		return errAnotherUser
	}
	return nil
}

// A profile as it is read: which members were there tells a profile from an empty object.

var allProfileFields = []ProfileField{
	ProfileFieldUsername, ProfileFieldDisplayName, ProfileFieldHandle, ProfileFieldBiography, ProfileFieldDateOfBirth,
}

type profileJSON struct {
	Username    Opt[string] `json:"username"`
	DisplayName Opt[string] `json:"displayName"`
	Handle      Opt[string] `json:"handle"`
	Biography   Opt[string] `json:"biography"`
	DateOfBirth Opt[Date]   `json:"dateOfBirth"`
}

// validate wants at least one of the asked members, and a username if it was
// asked for; an unset member may be null or absent.
func (p *profileJSON) validate(asked []ProfileField) error {
	isPresent := map[ProfileField]bool{
		ProfileFieldUsername:    !p.Username.IsZero(),
		ProfileFieldDisplayName: !p.DisplayName.IsZero(),
		ProfileFieldHandle:      !p.Handle.IsZero(),
		ProfileFieldBiography:   !p.Biography.IsZero(),
		ProfileFieldDateOfBirth: !p.DateOfBirth.IsZero(),
	}
	found := false
	for _, field := range asked {
		present, known := isPresent[field]
		found = found || present || !known
		if field == ProfileFieldUsername && p.Username.value == "" {
			return errors.New("username is missing")
		}
	}
	if !found {
		return errors.New("none of the asked members is there")
	}
	return nil
}

// profile is what a caller gets; nil beside an error.
func (p *profileJSON) profile() *Profile {
	if p == nil {
		return nil
	}
	return &Profile{p.Username.value, p.DisplayName.value, p.Handle.value, p.Biography.value, p.DateOfBirth.value}
}
