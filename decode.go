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
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "id":
			return d.String(&u.ID)
		case "email":
			return d.String(&u.Email)
		case "twitterUsername":
			return d.String(&u.TwitterUsername)
		case "walletAddress":
			return d.String(&u.WalletAddress)
		case "createdAt":
			return d.Time(&u.CreatedAt)
		case "updatedAt":
			return d.Time(&u.UpdatedAt)
		case "payId":
			return jsonread.ReadPointer(d, &u.PayID, decodePayID)
		default:
			return d.Skip()
		}
	})
}

func decodePayID(d *jsonread.Decoder, p *PayID) error {
	*p = PayID{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "id":
			return d.String(&p.ID)
		case "name":
			return d.String(&p.Name)
		default:
			return d.Skip()
		}
	})
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
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "uid":
			return d.String(&u.UID)
		case "created_at":
			return d.Time(&u.CreatedAt)
		case "email":
			return d.String(&u.Email)
		case "user_external_id":
			return d.String(&u.UserExternalID)
		case "wallets":
			return jsonread.ReadList(d, &u.Wallets, 1, decodeWallet)
		case "client_id":
			return d.String(&u.ClientID)
		case "wallet_address":
			return d.String(&u.WalletAddress)
		default:
			return d.Skip()
		}
	})
}

func decodeCreatedAppUser(d *jsonread.Decoder, u *createdAppUser) error {
	*u = createdAppUser{}
	return d.Object(func(name []byte) error {
		if string(name) == "uid" {
			return d.String(&u.UID)
		}
		return d.Skip()
	})
}

func decodeWallet(d *jsonread.Decoder, w *Wallet) error {
	*w = Wallet{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "address":
			return d.String(&w.Address)
		case "explorer_url":
			return d.String(&w.ExplorerURL)
		case "network":
			return d.String(&w.Network)
		case "chain_id":
			return d.Int64(&w.ChainID)
		default:
			return d.Skip()
		}
	})
}

func decodePortalUser(d *jsonread.Decoder, u *PortalUser) error {
	*u = PortalUser{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "id":
			return d.String(&u.ID)
		case "first_name":
			return d.String(&u.FirstName)
		case "last_name":
			return d.String(&u.LastName)
		case "email":
			return d.String(&u.Email)
		case "last_logged_at":
			return d.LooseTime(&u.LastLoggedAt)
		default:
			return d.Skip()
		}
	})
}

func decodePortalUserDeletion(d *jsonread.Decoder, p *portalUserDeletion) error {
	*p = portalUserDeletion{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "id":
			return d.String(&p.ID)
		case "isDeleted":
			return d.Bool(&p.IsDeleted)
		default:
			return d.Skip()
		}
	})
}

// decodePortalUserPage preallocates as many users as were asked for.
func decodePortalUserPage(limit int) func(*jsonread.Decoder, *portalUserPage) error {
	return func(d *jsonread.Decoder, p *portalUserPage) error {
		*p = portalUserPage{}
		return d.Object(func(name []byte) error {
			switch string(name) {
			case "data":
				return jsonread.ReadList(d, &p.Data, expectedItems(limit), decodePortalUser)
			case "paging":
				return d.StringAt(&p.After, "next", "after") // null, an empty text or an absent member at any depth: the last page
			default:
				return d.Skip()
			}
		})
	}
}

func decodeProfile(d *jsonread.Decoder, p *profileJSON) error {
	*p = profileJSON{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "username":
			return decodeOpt(d, &p.Username, (*jsonread.Decoder).String)
		case "displayName":
			return decodeOpt(d, &p.DisplayName, (*jsonread.Decoder).String)
		case "handle":
			return decodeOpt(d, &p.Handle, (*jsonread.Decoder).String)
		case "biography":
			return decodeOpt(d, &p.Biography, (*jsonread.Decoder).String)
		case "dateOfBirth":
			return decodeOpt(d, &p.DateOfBirth, decodeDate)
		default:
			return d.Skip()
		}
	})
}

func decodePublicProfile(d *jsonread.Decoder, p *PublicProfile) error {
	*p = PublicProfile{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "username":
			return d.String(&p.Username)
		case "displayName":
			return d.String(&p.DisplayName)
		case "handle":
			return d.String(&p.Handle)
		case "biography":
			return d.String(&p.Biography)
		default:
			return d.Skip()
		}
	})
}

func decodeReferrals(d *jsonread.Decoder, list *[]*Referral) error {
	return jsonread.ReadList(d, list, defaultLimit, func(d *jsonread.Decoder, r **Referral) error {
		return jsonread.ReadPointer(d, r, decodeReferral)
	})
}

func decodeReferral(d *jsonread.Decoder, r *Referral) error {
	*r = Referral{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "username":
			return d.String(&r.Username)
		case "displayName":
			return d.String(&r.DisplayName)
		case "joinedAt":
			return d.Time(&r.JoinedAt)
		default:
			return d.Skip()
		}
	})
}

// decodeNotificationPage preallocates as many notifications as were asked for.
func decodeNotificationPage(limit int) func(*jsonread.Decoder, *notificationPage) error {
	return func(d *jsonread.Decoder, p *notificationPage) error {
		*p = notificationPage{}
		return d.Object(func(name []byte) error {
			switch string(name) {
			case "notifications":
				return jsonread.ReadList(d, &p.Notifications, expectedItems(limit), decodeNotification)
			case "limit":
				return d.Int(&p.Limit)
			case "total":
				return d.Int(&p.Total)
			default:
				return d.Skip()
			}
		})
	}
}

func decodeNotification(d *jsonread.Decoder, n *Notification) error {
	*n = Notification{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "id":
			return d.String(&n.ID)
		case "containerId":
			return d.String(&n.ContainerID)
		case "type":
			return d.String(&n.Type)
		case "title":
			return d.String(&n.Title)
		case "message":
			return d.String(&n.Message)
		case "read":
			return d.Bool(&n.Read)
		case "createdAt":
			return d.Time(&n.CreatedAt)
		default:
			return d.Skip()
		}
	})
}

func decodeRefreshResponse(d *jsonread.Decoder, r *refreshResponse) error {
	*r = refreshResponse{}
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "sessionToken":
			return d.String(&r.SessionToken)
		case "refreshToken":
			return d.String(&r.RefreshToken)
		default:
			return d.Skip()
		}
	})
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
