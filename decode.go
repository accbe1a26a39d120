package partnerkit

// How each response is read: a function for each type, which empties its target and fills in the members that it knows.
// The members are those of the types' json tags; package jsonread says what names, null and repeated members mean.
// At the end stands what can be wrong with a response that was read.

import (
	"errors"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

func decodeUser(d *jsonread.Decoder, u *User) error {
	*u = User{}
	return d.Members(
		jsonread.String("id", &u.ID),
		jsonread.String("email", &u.Email),
		jsonread.String("twitterUsername", &u.TwitterUsername),
		jsonread.String("walletAddress", &u.WalletAddress),
		jsonread.Time("createdAt", &u.CreatedAt),
		jsonread.Time("updatedAt", &u.UpdatedAt),
		jsonread.Value("payId", func() error { return jsonread.ReadPointer(d, &u.PayID, decodePayID) }),
	)
}

func decodePayID(d *jsonread.Decoder, p *PayID) error {
	*p = PayID{}
	return d.Members(
		jsonread.String("id", &p.ID),
		jsonread.String("name", &p.Name),
	)
}

// decodeAppUser reads a user in any of the forms that the API has for one.
func decodeAppUser(d *jsonread.Decoder, u *AppUser) error {
	var decoded appUserJSON
	err := decodeAppUserJSON(d, &decoded)
	*u = decoded.user()
	return err
}

func decodeAppUserJSON(d *jsonread.Decoder, u *appUserJSON) error {
	*u = appUserJSON{}
	return d.Members(
		jsonread.String("uid", &u.UID),
		jsonread.Time("created_at", &u.CreatedAt),
		jsonread.String("email", &u.Email),
		jsonread.String("user_external_id", &u.UserExternalID),
		jsonread.Value("wallets", func() error { return jsonread.ReadList(d, &u.Wallets, 1, decodeWallet) }),
		jsonread.String("client_id", &u.ClientID),
		jsonread.String("wallet_address", &u.WalletAddress),
	)
}

func decodeCreatedAppUser(d *jsonread.Decoder, u *createdAppUser) error {
	*u = createdAppUser{}
	return d.Members(jsonread.String("uid", &u.UID))
}

func decodeWallet(d *jsonread.Decoder, w *Wallet) error {
	*w = Wallet{}
	return d.Members(
		jsonread.String("address", &w.Address),
		jsonread.String("explorer_url", &w.ExplorerURL),
		jsonread.String("network", &w.Network),
		jsonread.Int64("chain_id", &w.ChainID),
	)
}

func decodePortalUser(d *jsonread.Decoder, u *PortalUser) error {
	*u = PortalUser{}
	return d.Members(
		jsonread.String("id", &u.ID),
		jsonread.String("first_name", &u.FirstName),
		jsonread.String("last_name", &u.LastName),
		jsonread.String("email", &u.Email),
		jsonread.LooseTime("last_logged_at", &u.LastLoggedAt),
	)
}

func decodePortalUserDeletion(d *jsonread.Decoder, p *portalUserDeletion) error {
	*p = portalUserDeletion{}
	return d.Members(
		jsonread.String("id", &p.ID),
		jsonread.Bool("isDeleted", &p.IsDeleted),
	)
}

// decodePortalUserPage preallocates as many users as were asked for. A cursor that is null, empty or absent at any depth
// means that there is no next page.
func decodePortalUserPage(limit int) func(*jsonread.Decoder, *portalUserPage) error {
	return func(d *jsonread.Decoder, p *portalUserPage) error {
		*p = portalUserPage{}
		return d.Members(
			jsonread.Value("data", func() error { return jsonread.ReadList(d, &p.Data, expectedItems(limit), decodePortalUser) }),
			jsonread.Value("paging", func() error { return d.StringAt(&p.After, "next", "after") }),
		)
	}
}

func decodeProfile(d *jsonread.Decoder, p *profileJSON) error {
	*p = profileJSON{}
	return d.Members(
		optMember(d, "username", &p.Username, (*jsonread.Decoder).String),
		optMember(d, "displayName", &p.DisplayName, (*jsonread.Decoder).String),
		optMember(d, "handle", &p.Handle, (*jsonread.Decoder).String),
		optMember(d, "biography", &p.Biography, (*jsonread.Decoder).String),
		optMember(d, "dateOfBirth", &p.DateOfBirth, decodeDate),
	)
}

func decodePublicProfile(d *jsonread.Decoder, p *PublicProfile) error {
	*p = PublicProfile{}
	return d.Members(
		jsonread.String("username", &p.Username),
		jsonread.String("displayName", &p.DisplayName),
		jsonread.String("handle", &p.Handle),
		jsonread.String("biography", &p.Biography),
	)
}

func decodeReferrals(d *jsonread.Decoder, list *[]*Referral) error {
	return jsonread.ReadList(d, list, defaultLimit, func(d *jsonread.Decoder, r **Referral) error {
		return jsonread.ReadPointer(d, r, decodeReferral)
	})
}

func decodeReferral(d *jsonread.Decoder, r *Referral) error {
	*r = Referral{}
	return d.Members(
		jsonread.String("username", &r.Username),
		jsonread.String("displayName", &r.DisplayName),
		jsonread.Time("joinedAt", &r.JoinedAt),
	)
}

// decodeNotificationPage preallocates as many notifications as were asked for.
func decodeNotificationPage(limit int) func(*jsonread.Decoder, *notificationPage) error {
	return func(d *jsonread.Decoder, p *notificationPage) error {
		*p = notificationPage{}
		return d.Members(
			jsonread.Value("notifications", func() error { return jsonread.ReadList(d, &p.Notifications, expectedItems(limit), decodeNotification) }),
			jsonread.Int("limit", &p.Limit),
			jsonread.Int("total", &p.Total),
		)
	}
}

func decodeNotification(d *jsonread.Decoder, n *Notification) error {
	*n = Notification{}
	return d.Members(
		jsonread.String("id", &n.ID),
		jsonread.String("containerId", &n.ContainerID),
		jsonread.String("type", &n.Type),
		jsonread.String("title", &n.Title),
		jsonread.String("message", &n.Message),
		jsonread.Bool("read", &n.Read),
		jsonread.Time("createdAt", &n.CreatedAt),
	)
}

func decodeRefreshResponse(d *jsonread.Decoder, r *refreshResponse) error {
	*r = refreshResponse{}
	return d.Members(
		jsonread.String("sessionToken", &r.SessionToken),
		jsonread.String("refreshToken", &r.RefreshToken),
	)
}

// What can be wrong with a decoded response.

var errAnotherUser = errors.New("it is another user's")

// present reports that a member is missing which every response has.
func present(name, value string) error {
	if value == "" {
		return errors.New(name + " is missing")
	}
	return nil
}

// validateItems reports a list that is missing, or its first item that is wrong.
func validateItems[T any](name string, list []T, validate func(*T) error) error {
	if list == nil {
		return errors.New(name + " is missing")
	}
	for i := range list {
		if err := validate(&list[i]); err != nil {
			return err
		}
	}
	return nil
}
