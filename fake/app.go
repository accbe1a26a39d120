package fake

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
		CreatedAt:      u.CreatedAt.Format("2006-01-02T15:04:05.000000Z"),
		Email:          u.Email,
		UserExternalID: u.UserExternalID,
		Wallets:        wallets,
		ClientID:       u.UserExternalID,
	}
}

type appFailure struct {
	Success bool         `json:"success"`
	Error   appErrorInfo `json:"error"`
}

type appErrorInfo struct {
	Type   string         `json:"type"`
	Detail appErrorDetail `json:"detail"`
}

type appErrorDetail struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	FieldName string `json:"field_name,omitempty"`
}

func appErrorBody(row errorRow, r *refusal, _ string) any {
	detail := appErrorDetail{Code: row.code, Message: row.text}
	if len(r.fields) > 0 {
		detail.FieldName = placeOf(r.fields[0].path)
	}
	return appFailure{Error: appErrorInfo{row.kind, detail}}
}

// getAppUser answers data: null for nobody, which is a documented success of the HTTP kind alone.
func getAppUser(c *call) (answer, *refusal) {
	query, refused := c.query()
	if refused != nil {
		refused.code = "invalid"
		return answer{}, refused
	}
	const name = "user_external_id"
	id, refused := requiredParameter(query, name)
	if refused != nil {
		if len(query[name]) > 1 {
			refused.code = "invalid"
		}
		return answer{}, refused
	}
	user := c.app.byExternalID[id]
	if user == nil {
		return succeed(http.StatusOK, appEnvelope{})
	}
	return succeed(http.StatusOK, appEnvelope{true, appUser(user)})
}
