package fake

// The Partner API: users that belong to nobody and are associated with partners. To a partner, a user of others is like one
// who does not exist.

import (
	"net/http"
	"strings"
	"time"
)

type partnerEnvelope struct {
	Success bool        `json:"success"`
	Data    any         `json:"data,omitempty"`
	Meta    partnerMeta `json:"meta"`
}

type partnerMeta struct {
	Message string `json:"message,omitempty"`
}

// createdUserBody is a user as creating answers it; the other answers add to it.
type createdUserBody struct {
	ID              string  `json:"id"`
	Email           string  `json:"email"`
	TwitterUsername *string `json:"twitterUsername"`
	WalletAddress   *string `json:"walletAddress"`
	CreatedAt       string  `json:"createdAt"`
}

type changedUserBody struct {
	createdUserBody
	UpdatedAt string `json:"updatedAt"`
}

type fullUserBody struct {
	changedUserBody
	PayID *payIDBody `json:"payId"`
}

type payIDBody struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func createdUser(u *User) createdUserBody {
	return createdUserBody{u.ID, u.Email, u.TwitterUsername, u.WalletAddress, milliseconds(u.CreatedAt)}
}

func changedUser(u *User) changedUserBody {
	return changedUserBody{createdUser(u), milliseconds(u.UpdatedAt)}
}

func fullUser(u *User) fullUserBody {
	body := fullUserBody{changedUserBody: changedUser(u)}
	if u.PayID != nil {
		body.PayID = &payIDBody{u.PayID.ID, u.PayID.Name}
	}
	return body
}

func partnerSuccess(status int, data any, message string) (answer, *refusal) {
	return succeed(status, partnerEnvelope{true, data, partnerMeta{message}})
}

type partnerFailure struct {
	Success bool             `json:"success"`
	Error   partnerErrorInfo `json:"error"`
}

type partnerErrorInfo struct {
	Code    string               `json:"code"`
	Message string               `json:"message"`
	Details *partnerErrorDetails `json:"details,omitempty"`
}

type partnerErrorDetails struct {
	Errors []partnerFieldError `json:"errors"`
}

type partnerFieldError struct {
	Path    []string `json:"path"`
	Message string   `json:"message"`
}

func partnerErrorBody(row errorRow, r *refusal, _ string) any {
	info := partnerErrorInfo{Code: row.code, Message: row.text}
	if len(r.fields) > 0 {
		info.Details = &partnerErrorDetails{}
		for _, field := range r.fields {
			info.Details.Errors = append(info.Details.Errors, partnerFieldError{list(field.path), field.message})
		}
	}
	return partnerFailure{Error: info}
}

// userParams are the body of creating and of updating.
type userParams struct {
	Email           member[string] `json:"email"`
	TwitterUsername member[string] `json:"twitterUsername"`
	WalletAddress   member[string] `json:"walletAddress"`
}

func (p *userParams) complaints(email need) []fieldError {
	errs := p.Email.complaints("email", email, plainAddress)
	errs = append(errs, p.TwitterUsername.complaints("twitterUsername", nullable, characters(1, 50))...)
	return append(errs, p.WalletAddress.complaints("walletAddress", nullable, characters(1, 128))...)
}

// createUserParams are a body that must name the email.
type createUserParams userParams

func (p *createUserParams) judge() []fieldError { return (*userParams)(p).complaints(mandatory) }

// updateUserParams are a body that must name something.
type updateUserParams userParams

func (p *updateUserParams) judge() []fieldError {
	if !p.Email.set && !p.TwitterUsername.set && !p.WalletAddress.set {
		return []fieldError{{message: "at least one of email, twitterUsername, walletAddress is required"}}
	}
	return (*userParams)(p).complaints(optional)
}

var (
	userNotFound        = &refusal{status: http.StatusNotFound, message: "User not found"}
	associationNotFound = &refusal{status: http.StatusNotFound, message: "Association not found"}
	alreadyAssociated   = &refusal{status: http.StatusConflict, message: "User already associated with partner"}
	emailInUse          = &refusal{status: http.StatusConflict, message: "Email already in use"}
	noWallet            = &refusal{status: http.StatusBadRequest, message: "No wallet connected"}
)

// ownUser is the user that the path names by id, if the partner sees it.
func (c *call) ownUser(missing *refusal) (*User, *refusal) {
	return c.seen(c.store.partners.byID[strings.ToLower(c.params[0])], missing)
}

func (c *call) seen(u *User, missing *refusal) (*User, *refusal) {
	if u == nil || !u.associatedWith(c.partner) {
		return nil, missing
	}
	return u, nil
}

// nowMS is the fake's clock as the state keeps the times of users.
func (c *call) nowMS() time.Time { return c.now.UTC().Truncate(time.Millisecond) }

func createUser(c *call) (answer, *refusal) {
	var params createUserParams
	if refused := c.decode(&params); refused != nil {
		return answer{}, refused
	}
	user := c.store.partners.byEmail[fold(params.Email.value)]
	switch {
	case user == nil:
		user = c.newUser(params)
		c.store.partners.add(user)
	case user.associatedWith(c.partner):
		return answer{}, alreadyAssociated
	}
	user.Partners = append(user.Partners, c.partner.ID)
	return partnerSuccess(http.StatusCreated, createdUser(user), "")
}

func (c *call) newUser(params createUserParams) *User {
	return &User{
		ID:              c.store.ids.user.next(),
		Email:           params.Email.value,
		TwitterUsername: params.TwitterUsername.pointer(),
		WalletAddress:   params.WalletAddress.pointer(),
		CreatedAt:       c.nowMS(),
		UpdatedAt:       c.nowMS(),
	}
}

func getUser(c *call) (answer, *refusal) {
	user, refused := c.ownUser(userNotFound)
	if refused != nil {
		return answer{}, refused
	}
	return partnerSuccess(http.StatusOK, fullUser(user), "User retrieved successfully")
}

func getUserByEmail(c *call) (answer, *refusal) {
	user, refused := c.seen(c.store.partners.byEmail[fold(c.params[0])], userNotFound)
	if refused != nil {
		return answer{}, refused
	}
	return partnerSuccess(http.StatusOK, fullUser(user), "User retrieved successfully")
}

func updateUser(c *call) (answer, *refusal) {
	user, refused := c.ownUser(userNotFound)
	if refused != nil {
		return answer{}, refused
	}
	var params updateUserParams
	if refused := c.decode(&params); refused != nil {
		return answer{}, refused
	}
	email := *params.Email.or(&user.Email)
	if other := c.store.partners.byEmail[fold(email)]; other != nil && other != user {
		return answer{}, emailInUse
	}
	c.change(user, email, params.TwitterUsername.or(user.TwitterUsername), params.WalletAddress.or(user.WalletAddress))
	return partnerSuccess(http.StatusOK, changedUser(user), "User updated successfully")
}

// change sets the three fields of a user, and its time only when one of them is another.
func (c *call) change(u *User, email string, twitterUsername, walletAddress *string) {
	if email == u.Email && sameText(twitterUsername, u.TwitterUsername) && sameText(walletAddress, u.WalletAddress) {
		return
	}
	c.store.partners.changeEmail(u, email)
	u.TwitterUsername, u.WalletAddress, u.UpdatedAt = twitterUsername, walletAddress, c.nowMS()
}

func disassociateUser(c *call) (answer, *refusal) {
	user, refused := c.ownUser(associationNotFound)
	if refused != nil {
		return answer{}, refused
	}
	user.dissociate(c.partner)
	return partnerSuccess(http.StatusOK, nil, "User disassociated from partner successfully")
}

func disconnectWallet(c *call) (answer, *refusal) {
	user, refused := c.ownUser(userNotFound)
	if refused != nil {
		return answer{}, refused
	}
	if user.WalletAddress == nil {
		return answer{}, noWallet
	}
	c.change(user, user.Email, user.TwitterUsername, nil)
	return partnerSuccess(http.StatusOK, changedUser(user), "Wallet disconnected successfully")
}
