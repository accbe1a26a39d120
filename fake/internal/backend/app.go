package backend

// The App API: one look-up, by the id that the application itself gave the user. Finding nobody is a success without data.

import "net/http"

type appEnvelope struct {
	Success bool `json:"success"`
	Data    any  `json:"data"`
}

type appUserBody struct {
	UID            string       `json:"uid"`
	CreatedAt      string       `json:"created_at"`
	Email          *string      `json:"email"`
	UserExternalID string       `json:"user_external_id"`
	Wallets        []walletBody `json:"wallets"`
	ClientID       string       `json:"client_id"`
}

type walletBody struct {
	Address     string `json:"address"`
	ExplorerURL string `json:"explorer_url"`
	Network     string `json:"network"`
	ChainID     *int64 `json:"chain_id,omitempty"`
}

func appUser(u *AppUser) appUserBody {
	wallets := make([]walletBody, 0, len(u.Wallets))
	for _, w := range u.Wallets {
		wallets = append(wallets, walletBody(w))
	}
	return appUserBody{
		UID:            u.UID,
		CreatedAt:      microseconds(u.CreatedAt),
		Email:          u.Email,
		UserExternalID: u.UserExternalID,
		Wallets:        wallets,
		ClientID:       u.UserExternalID,
	}
}

var appErrors = errorTable{
	rows: []errorRow{
		{status: 400, kind: "validation_error", code: "required", text: "This field is required."},
		{status: 400, kind: "validation_error", code: "invalid", text: "Enter a valid value."},
		{status: 401, kind: "client_error", code: "not_authenticated", text: "Authentication credentials were not provided."},
		{status: 401, kind: "client_error", code: "authentication_failed", text: "Incorrect authentication credentials."},
		{status: 404, kind: "client_error", code: "not_found", text: "Not found."},
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
}

type appFailure struct {
	Success bool `json:"success"`
	Error   struct {
		Type   string `json:"type"`
		Detail struct {
			Code      string `json:"code"`
			Message   string `json:"message"`
			FieldName string `json:"field_name,omitempty"`
		} `json:"detail"`
	} `json:"error"`
}

func appErrorBody(row errorRow, r *refusal, _ string) any {
	var body appFailure
	body.Error.Type = row.kind
	body.Error.Detail.Code, body.Error.Detail.Message = row.code, row.text
	if len(r.fields) > 0 {
		body.Error.Detail.FieldName = r.fields[0].Place()
	}
	return body
}

// getAppUser answers data: null for nobody, which HTTP alone calls a success.
func getAppUser(c *call) (Response, *refusal) {
	query, refused := c.query()
	if refused != nil {
		refused.code = "invalid"
		return Response{}, refused
	}
	const name = "user_external_id"
	id, refused := requiredParameter(query, name)
	if refused != nil {
		if len(query[name]) > 1 {
			refused.code = "invalid"
		}
		return Response{}, refused
	}
	user := c.app.byExternalID[id]
	if user == nil {
		return jsonResponse(http.StatusOK, appEnvelope{})
	}
	return jsonResponse(http.StatusOK, appEnvelope{true, appUser(user)})
}
