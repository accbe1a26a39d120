package backend

// The Partner API: users that belong to nobody and are associated with partners. To a partner, a user of others is like one
// who does not exist.

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

type partnerEnvelope[T any] struct {
	Success bool        `json:"success" const:"true"`
	Data    T           `json:"data"`
	Meta    partnerMeta `json:"meta"`
}

// partnerNotice is a success that has no data.
type partnerNotice struct {
	Success bool        `json:"success" const:"true"`
	Meta    partnerMeta `json:"meta"`
}

type partnerMeta struct {
	Message string `json:"message,omitempty"`
}

// createdUserBody is a user as creating answers it; the other answers add to it.
type createdUserBody struct {
	ID              string  `json:"id" format:"uuid"`
	Email           string  `json:"email"`
	TwitterUsername *string `json:"twitterUsername"`
	WalletAddress   *string `json:"walletAddress"`
	CreatedAt       string  `json:"createdAt" format:"date-time"`
}

type changedUserBody struct {
	createdUserBody
	UpdatedAt string `json:"updatedAt" format:"date-time"`
}

type fullUserBody struct {
	changedUserBody
	PayID *payIDBody `json:"payId"`
}

type payIDBody struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

func createdUser(u *User) createdUserBody {
	return createdUserBody{u.ID, u.Email, u.TwitterUsername, u.WalletAddress, milliseconds(u.CreatedAt)}
}

func changedUser(u *User) changedUserBody {
	return changedUserBody{createdUser(u), milliseconds(u.UpdatedAt)}
}

func fullUser(u *User) fullUserBody {
	return fullUserBody{changedUser(u), (*payIDBody)(u.PayID)}
}

func partnerSuccess[T any](status int, data T, message string) (Response, *apiError) {
	return jsonResponse(status, partnerEnvelope[T]{true, data, partnerMeta{message}})
}

var partnerErrors = errorTable{
	rows: []errorRow{
		{status: 400, code: "VALIDATION_ERROR", text: "Invalid request data"},
		{status: 401, code: "UNAUTHORIZED", text: "Authentication failed"},
		{status: 403, code: "FORBIDDEN", text: "Permission denied"},
		{status: 404, code: "RESOURCE_NOT_FOUND", text: "Resource not found"},
		{status: 405, code: "METHOD_NOT_ALLOWED", text: "Method not allowed"},
		{status: 409, code: "CONFLICT", text: "Conflict"},
		{status: 415, code: "UNSUPPORTED_MEDIA_TYPE", text: "Unsupported media type"},
		{status: 429, code: "RATE_LIMITED", text: "Rate limit exceeded"},
		{status: 500, code: "INTERNAL_ERROR", text: "Server error"},
	},
	derive: func(status int) errorRow { return errorRow{code: strings.ToUpper(snakeStatus(status))} },
	render: partnerErrorBody,
	body:   reflect.TypeFor[partnerFailure](),
}

// The errors of the operations, in words of their own.
var (
	userNotFound        = &apiError{status: http.StatusNotFound, message: "User not found"}
	associationNotFound = &apiError{status: http.StatusNotFound, message: "Association not found"}
	alreadyAssociated   = &apiError{status: http.StatusConflict, message: "User already associated with partner"}
	emailInUse          = &apiError{status: http.StatusConflict, message: "Email already in use"}
	noWallet            = &apiError{status: http.StatusBadRequest, message: "No wallet connected"}
)

type partnerFailure struct {
	Success bool `json:"success" const:"false"`
	Error   struct {
		Code    string               `json:"code"`
		Message string               `json:"message"`
		Details *partnerErrorDetails `json:"details,omitempty"`
	} `json:"error"`
}

type partnerErrorDetails struct {
	Errors []partnerFieldError `json:"errors"`
}

type partnerFieldError struct {
	Path    []string `json:"path"`
	Message string   `json:"message"`
}

func partnerErrorBody(row errorRow, e *apiError, _ string) any {
	var body partnerFailure
	body.Error.Code, body.Error.Message = row.code, row.text
	if len(e.fields) > 0 {
		body.Error.Details = &partnerErrorDetails{}
		for _, field := range e.fields {
			body.Error.Details.Errors = append(body.Error.Details.Errors, partnerFieldError{append([]string{}, field.Path...), field.Message})
		}
	}
	return body
}

// userParams are the body of creating and of updating.
type userParams struct {
	Email           strictjson.Member[string] `json:"email"`
	TwitterUsername strictjson.Member[string] `json:"twitterUsername"`
	WalletAddress   strictjson.Member[string] `json:"walletAddress"`
}

var (
	validTwitterUsername = characters(1, 50)
	validWalletAddress   = characters(1, 128)
)

func (p *userParams) validateAll(v *validation, email presence) {
	member(v, &p.Email, "email", email, plainAddress)
	member(v, &p.TwitterUsername, "twitterUsername", nullable, validTwitterUsername)
	member(v, &p.WalletAddress, "walletAddress", nullable, validWalletAddress)
}

// createUserParams are a body that must name the email.
type createUserParams userParams

func (p *createUserParams) validate(v *validation) { (*userParams)(p).validateAll(v, required) }

// updateUserParams are a body that must name something.
type updateUserParams userParams

func (p *updateUserParams) validate(v *validation) {
	v.requireOne()
	(*userParams)(p).validateAll(v, optional)
}

// onUser handles a call with the user that the path names by id, if the partner sees them.
func onUser(missing *apiError, handle func(*call, *User) (Response, *apiError)) handler {
	return func(c *call) (Response, *apiError) {
		user := c.store.partners.userByID[strings.ToLower(c.pathParams[0])]
		if !visible(c, user) {
			return Response{}, notVisible(missing, user)
		}
		return handle(c, user)
	}
}

// visible reports whether the partner sees a user.
func visible(c *call, u *User) bool { return u != nil && associated(u, c.partner) }

// notVisible tells in the log alone whether there is no such user, or one that is not the partner's.
func notVisible(missing *apiError, u *User) *apiError {
	if u == nil {
		return missing.withLogReason("there is no such user")
	}
	return missing.withLogReason("the user is not associated with the partner")
}

// millisecondNow is the fake's clock as the state keeps the times of users.
func millisecondNow(c *call) time.Time { return c.now.UTC().Truncate(time.Millisecond) }

func createUser(c *call) (Response, *apiError) {
	var params createUserParams
	if apiErr := c.decode(&params); apiErr != nil {
		return Response{}, apiErr
	}
	user := c.store.partners.userByEmail[fold(params.Email.Value)]
	switch {
	case user == nil:
		user = newUser(c, params)
		c.store.partners.add(user)
	case associated(user, c.partner):
		return Response{}, alreadyAssociated
	}
	user.Partners = append(user.Partners, c.partner.ID)
	return partnerSuccess(http.StatusCreated, createdUser(user), "")
}

func newUser(c *call, params createUserParams) *User {
	return &User{
		ID:              unusedID(&c.store.ids.user, c.store.partners.userByID),
		Email:           params.Email.Value,
		TwitterUsername: params.TwitterUsername.Pointer(),
		WalletAddress:   params.WalletAddress.Pointer(),
		CreatedAt:       millisecondNow(c),
		UpdatedAt:       millisecondNow(c),
	}
}

func getUser(_ *call, user *User) (Response, *apiError) {
	return partnerSuccess(http.StatusOK, fullUser(user), "User retrieved successfully")
}

func getUserByEmail(c *call) (Response, *apiError) {
	user := c.store.partners.userByEmail[fold(c.pathParams[0])]
	if !visible(c, user) {
		return Response{}, notVisible(userNotFound, user)
	}
	return getUser(c, user)
}

func updateUser(c *call, user *User) (Response, *apiError) {
	var params updateUserParams
	if apiErr := c.decode(&params); apiErr != nil {
		return Response{}, apiErr
	}
	email := *params.Email.Or(&user.Email)
	if other := c.store.partners.userByEmail[fold(email)]; other != nil && other != user {
		return Response{}, emailInUse
	}
	changeUser(c, user, email, params.TwitterUsername.Or(user.TwitterUsername), params.WalletAddress.Or(user.WalletAddress))
	return partnerSuccess(http.StatusOK, changedUser(user), "User updated successfully")
}

// changeUser sets the three fields of a user, and the time of the update only if one of them changes.
func changeUser(c *call, u *User, email string, twitterUsername, walletAddress *string) {
	if email == u.Email && sameText(twitterUsername, u.TwitterUsername) && sameText(walletAddress, u.WalletAddress) {
		return
	}
	c.store.partners.changeEmail(u, email)
	u.TwitterUsername, u.WalletAddress, u.UpdatedAt = twitterUsername, walletAddress, millisecondNow(c)
}

// sameText compares two optional texts.
func sameText(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func disassociateUser(c *call, user *User) (Response, *apiError) {
	dissociate(user, c.partner)
	return jsonResponse(http.StatusOK, partnerNotice{true, partnerMeta{"User disassociated from partner successfully"}})
}

func disconnectWallet(c *call, user *User) (Response, *apiError) {
	if user.WalletAddress == nil {
		return Response{}, noWallet
	}
	changeUser(c, user, user.Email, user.TwitterUsername, nil)
	return partnerSuccess(http.StatusOK, changedUser(user), "Wallet disconnected successfully")
}
