package backend

// The App API: users of an app are made, and found by uid, by the id that the application itself gave them, or by e-mail.
// Their wallets are made later, by the clock alone. A query that finds nobody is a success without data.

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"reflect"
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

type appEnvelope[T any] struct {
	Success bool `json:"success"`
	Data    T    `json:"data"`
}

type appUserBody struct {
	UID            string       `json:"uid"`
	CreatedAt      string       `json:"created_at" format:"date-time"`
	Email          *string      `json:"email"`
	UserExternalID *string      `json:"user_external_id"`
	Wallets        []walletBody `json:"wallets"`
	ClientID       *string      `json:"client_id"`
}

type walletBody struct {
	Address     string `json:"address"`
	ExplorerURL string `json:"explorer_url"`
	Network     string `json:"network"`
	ChainID     *int64 `json:"chain_id,omitempty"`
}

type createdAppUserBody struct {
	UID string `json:"uid"`
}

// appUser is a user as they are seen at a time.
func appUser(u *AppUser, now time.Time) *appUserBody {
	wallets := make([]walletBody, 0, len(u.Wallets))
	if !now.Before(u.WalletsAt) {
		for _, w := range u.Wallets {
			wallets = append(wallets, walletBody(w))
		}
	}
	body := &appUserBody{UID: u.UID, CreatedAt: microseconds(u.CreatedAt), Email: u.Email, Wallets: wallets}
	if u.UserExternalID != "" {
		body.UserExternalID, body.ClientID = &u.UserExternalID, &u.UserExternalID
	}
	return body
}

var appErrors = errorTable{
	rows: []errorRow{
		{status: 400, kind: "validation_error", code: "required", text: "This field is required."},
		{status: 400, kind: "validation_error", code: "invalid", text: "Enter a valid value."},
		{status: 400, kind: "validation_error", code: "blank", text: "This field may not be blank."},
		{status: 400, kind: "client_error", code: "already_exists", text: "User already exists."},
		{status: 401, kind: "client_error", code: "not_authenticated", text: "Authentication credentials were not provided."},
		{status: 401, kind: "client_error", code: "authentication_failed", text: "Incorrect authentication credentials."},
		{status: 404, kind: "client_error", code: "not_found", text: "Not Found"},
		{status: 405, kind: "client_error", code: "method_not_allowed", text: "Method not allowed."},
		{status: 415, kind: "client_error", code: "unsupported_media_type", text: "Unsupported media type."},
		{status: 429, kind: "client_error", code: "throttled", text: "Request was throttled."},
		{status: 500, kind: "server_error", code: "error", text: "A server error occurred."},
	},
	derive: func(status int) errorRow {
		kind := "client_error"
		if status >= http.StatusInternalServerError {
			kind = "server_error"
		}
		return errorRow{kind: kind, code: snakeStatus(status)}
	},
	render: appErrorBody,
	body:   reflect.TypeFor[appFailure](),
}

type appFailure struct {
	Success bool `json:"success" const:"false"`
	Error   struct {
		Type   string `json:"type"`
		Detail struct {
			Code      string `json:"code"`
			Message   string `json:"message"`
			FieldName string `json:"field_name,omitempty"`
		} `json:"detail"`
	} `json:"error"`
}

func appErrorBody(row errorRow, e *apiError, _ string) any {
	var body appFailure
	body.Error.Type = row.kind
	body.Error.Detail.Code, body.Error.Detail.Message = row.code, row.text
	if len(e.fields) > 0 {
		body.Error.Detail.FieldName = e.fields[0].Place()
	}
	return body
}

// findAppUser looks by external id, else by e-mail. It answers data: null for nobody, which HTTP alone calls a success.
func findAppUser(c *call) (Response, *apiError) {
	query, apiErr := c.query()
	if apiErr != nil {
		apiErr.code = "invalid"
		return Response{}, apiErr
	}
	for _, p := range []parameter{externalIDParameter, emailParameter} { // also the one that does not count must be clear
		if _, apiErr := p.read(query); apiErr != nil {
			apiErr.code = "invalid"
			return Response{}, apiErr
		}
	}
	wanted := externalIDParameter
	if !query.Has(wanted.name) && query.Has(emailParameter.name) {
		wanted = emailParameter
	}
	value, apiErr := wanted.asRequired().read(query)
	if apiErr != nil {
		return Response{}, apiErr
	}
	user := c.app.byExternalID[value]
	if wanted.name == emailParameter.name {
		user = c.app.byEmail[fold(value)]
	}
	if user == nil {
		return jsonResponse(http.StatusOK, appEnvelope[*appUserBody]{})
	}
	return jsonResponse(http.StatusOK, appEnvelope[*appUserBody]{true, appUser(user, c.now)})
}

var appUserNotFound = &apiError{status: http.StatusNotFound, message: "User not found."}

func getAppUser(c *call) (Response, *apiError) {
	user := c.app.byUID[c.pathParams[0]]
	if user == nil {
		return Response{}, appUserNotFound.withLogReason("the app has no user of this uid")
	}
	return jsonResponse(http.StatusOK, appEnvelope[*appUserBody]{true, appUser(user, c.now)})
}

// createAppUserParams are the body of creating.
type createAppUserParams struct {
	UserExternalID strictjson.Member[string] `json:"user_external_id"`
	Email          strictjson.Member[string] `json:"email"`
}

func (p *createAppUserParams) validate(v *validation) {
	member(v, &p.UserExternalID, "user_external_id", nullable, filledText)
	member(v, &p.Email, "email", nullable, filledAddress)
}

// firstError validates the decoded members and refuses the first that is wrong, since the App API reports one member at a time,
// with a code for each kind of mistake. The only rule beside a value that is blank is the form of an e-mail.
func (p *createAppUserParams) firstError() *apiError {
	errs := validate(p)
	if len(errs) == 0 {
		return nil
	}
	apiErr := badRequest(errs[0])
	if errs[0].Message == errBlank.Error() {
		apiErr.code = "blank"
	} else {
		apiErr.code, apiErr.message = "invalid", "Enter a valid email address."
	}
	return apiErr
}

// userExists is the error for a new user who has what another one has. It names no field: clients look for the message at
// the end of the error's detail.
func userExists(what string) *apiError {
	apiErr := badRequest(strictjson.FieldError{Message: "another user has the " + what})
	apiErr.code = "already_exists"
	return apiErr
}

// createAppUser makes a user. Both members may be left out, and so may the whole body.
func createAppUser(c *call) (Response, *apiError) {
	var params createAppUserParams
	if c.hasBody() {
		if apiErr := c.decodeMembers(&params); apiErr != nil {
			if apiErr.status == http.StatusBadRequest {
				apiErr.code = "invalid"
			}
			return Response{}, apiErr
		}
	}
	if apiErr := params.firstError(); apiErr != nil {
		return Response{}, apiErr
	}
	email := params.Email.Pointer()
	switch {
	case c.app.byExternalID[params.UserExternalID.Value] != nil:
		return Response{}, userExists("external id")
	case email != nil && c.app.byEmail[fold(*email)] != nil:
		return Response{}, userExists("e-mail")
	}
	user := &AppUser{
		UID:            unusedID(&c.store.ids.appUser, c.app.byUID),
		CreatedAt:      c.now.UTC().Round(0).Truncate(time.Microsecond),
		Email:          email,
		UserExternalID: params.UserExternalID.Value,
	}
	user.Wallets = []Wallet{firstWallet(user.UID)}
	if delay := cmp.Or(c.app.walletDelay, c.walletDelay); delay > 0 {
		user.WalletsAt = earlier(user.CreatedAt.Add(delay), lastTime) // a delay may be centuries
	}
	c.app.add(user)
	return jsonResponse(http.StatusCreated, appEnvelope[createdAppUserBody]{true, createdAppUserBody{user.UID}})
}

// firstWallet is the wallet that a new user gets. The same uid has the same address.
func firstWallet(uid string) Wallet {
	const addressBytes = 20
	sum := sha256.Sum256([]byte("fake wallet of " + uid))
	address := "0x" + hex.EncodeToString(sum[:addressBytes])
	return Wallet{
		Address:     address,
		ExplorerURL: "https://amoy.polygonscan.com/address/" + address,
		Network:     "Polygon",
		ChainID:     new(int64(80002)),
	}
}
