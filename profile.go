package partnerkit

// The profile of a session's user (Profile API).

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// ProfileService reaches the profile of the user whose session WithSession gives.
// The Profile API has no documented address: WithProfileBaseURL or WithBaseURL
// gives it.
//
// Beside what a method's documentation names, every method can end with
// ErrInvalidArgument, ErrNoCredential or ErrNoBaseURL before anything is sent, with
// ErrMalformedResponse or ErrResponseTooLarge about an answer, and with the error
// of its context, of the limiter or of the connection.
type ProfileService struct{ api *api }

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
	DateOfBirth Opt[Date]   `json:"dateOfBirth,omitzero"` // not in the future
}

// Referral is a user whom the session's user brought.
type Referral struct {
	Username    string    `json:"username"`    // unique in the system
	DisplayName string    `json:"displayName"` // as it is now
	JoinedAt    time.Time `json:"joinedAt"`    // when the referred user joined
}

var (
	profileGet = operation{
		name: "Profile.Get", method: http.MethodGet, route: "/v1/user/profile", repeat: harmless,
	}
	profilePublic = operation{
		name: "Profile.Public", method: http.MethodGet, route: "/v1/user/by-id/{username}/public", repeat: harmless,
		cases: map[int]error{http.StatusNotFound: ErrUserNotFound},
	}
	profileUpdate = operation{
		name: "Profile.Update", method: http.MethodPost, route: "/v1/user/profile", repeat: once,
	}
	profileReferrals = operation{
		name: "Profile.Referrals", method: http.MethodGet, route: "/v1/user/referrals", repeat: harmless, list: true,
	}
)

// Get returns the asked members of the profile of the session's user. GET
// /v1/user/profile?fields=….
//
// Repeated freely. Errors: ErrBadRequest for a field that the API does not know,
// ErrNotFound, ErrSessionExpired, ErrRefreshTokenExpired, ErrUnauthorized,
// ErrRateLimited, ErrServer.
func (s *ProfileService) Get(ctx context.Context, fields []ProfileField, opts ...CallOption) (*Profile, error) {
	answer, err := do(ctx, s.own(), call[profileWire]{
		operation: &profileGet,
		input:     input{query: fieldsQuery{fields}, refuse: requiredList("fields", fields)},
		lacks:     func(p *profileWire, _ string) string { return p.lacks(fields) },
	}, opts)
	if err != nil {
		return nil, err
	}
	return answer.profile(), nil
}

// Public returns what everybody in a container may see of a user, who is named by
// his username, compared without regard to case. GET
// /v1/user/by-id/{username}/public?containerId=….
//
// Repeated freely. Errors: ErrUserNotFound where the container has no such user,
// ErrBadRequest, ErrSessionExpired, ErrRefreshTokenExpired, ErrUnauthorized,
// ErrRateLimited, ErrServer.
func (s *ProfileService) Public(ctx context.Context, username, containerID string, opts ...CallOption) (*PublicProfile, error) {
	return do(ctx, s.own(), call[PublicProfile]{
		operation: &profilePublic,
		input: input{
			path:   [2]string{username},
			query:  containerQuery{containerID},
			refuse: required(argument{"container id", containerID}),
		},
		lacks: (*PublicProfile).isNot,
		want:  username,
	}, opts)
}

// Update changes the given members of the profile of the session's user, and
// returns the whole profile. POST /v1/user/profile.
//
// It is sent once. When the answer is lost it reads the profile back and compares
// the members it set: if they are there it succeeded, else the error is
// ErrOutcomeUnknown. That relies on reading one's own writes. Errors:
// ErrBadRequest, also for a handle that is taken; ErrNotFound, ErrSessionExpired,
// ErrRefreshTokenExpired, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *ProfileService) Update(ctx context.Context, params ProfileUpdateParams, opts ...CallOption) (*Profile, error) {
	answer, err := do(ctx, s.own(), call[profileWire]{
		operation: &profileUpdate,
		input:     input{body: params, refuse: params.check()},
		lacks:     func(p *profileWire, _ string) string { return p.lacks(allProfileFields) },
		readBack:  s.readBack(params),
	}, opts)
	if err != nil {
		return nil, err
	}
	return answer.profile(), nil
}

// Referrals returns whom the session's user brought. GET /v1/user/referrals.
//
// Repeated freely. Errors: ErrBadRequest, ErrNotFound, ErrSessionExpired,
// ErrRefreshTokenExpired, ErrUnauthorized, ErrRateLimited, ErrServer.
func (s *ProfileService) Referrals(ctx context.Context, opts ...CallOption) ([]*Referral, error) {
	answer, err := do(ctx, s.own(), call[[]*Referral]{
		operation: &profileReferrals,
		lacks: func(list *[]*Referral, _ string) string {
			return lacksItems("the list", *list, func(r *Referral) string { return missing("username", r.Username) })
		},
	}, opts)
	if err != nil {
		return nil, err
	}
	return *answer, nil
}

func (s *ProfileService) own() *api {
	if s == nil {
		return nil
	}
	return s.api
}

func (s *ProfileService) readBack(params ProfileUpdateParams) func(context.Context, []CallOption) (*profileWire, bool) {
	return func(ctx context.Context, opts []CallOption) (*profileWire, bool) {
		p, err := s.Get(ctx, allProfileFields, opts...)
		if err != nil || !params.heldBy(p) {
			return nil, false
		}
		return wireOf(p), true
	}
}

type fieldsQuery struct {
	Fields []ProfileField `url:"fields"`
}

type containerQuery struct {
	ContainerID string `url:"containerId"`
}

func (p ProfileUpdateParams) check() error {
	if (p == ProfileUpdateParams{}) {
		return invalid("the update changes nothing")
	}
	if date, ok := p.DateOfBirth.Get(); ok && !date.IsZero() && !date.valid() {
		return invalid("dateOfBirth is no day of the calendar")
	}
	return nil
}

func (p ProfileUpdateParams) heldBy(got *Profile) bool {
	return holds(p.DisplayName, got.DisplayName) && holds(p.Handle, got.Handle) &&
		holds(p.Biography, got.Biography) && holds(p.DateOfBirth, got.DateOfBirth)
}

// isNot complains about an answer that is not about the user with the username.
func (p *PublicProfile) isNot(username string) string {
	if !strings.EqualFold(p.Username, username) {
		return "it is another user's"
	}
	return ""
}
