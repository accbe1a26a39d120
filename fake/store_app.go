package fake

// The App API's part of the store. Nothing in it changes: the one operation reads.

import (
	"cmp"
	"time"
)

type appStore struct {
	apps  []*appRecord
	byKey map[string]*appRecord
}

type appRecord struct {
	App
	byExternalID map[string]*AppUser
}

func (l loader) appStore(s State) (appStore, error) {
	a := appStore{byKey: make(map[string]*appRecord, len(s.Apps))}
	for i, app := range s.Apps {
		record, err := l.app(app)
		if err := cmp.Or(err,
			claimCredential(a.byKey, app.APIKey, record, "apiKey"),
			required("apiSecret", app.APISecret),
		); err != nil {
			return a, within("apps", i, err)
		}
		a.apps = append(a.apps, record)
	}
	return a, nil
}

func (l loader) app(app App) (*appRecord, error) {
	record := &appRecord{App: app.clone(), byExternalID: make(map[string]*AppUser, len(app.Users))}
	uids := make(map[string]bool, len(app.Users))
	for i := range record.Users {
		user := &record.Users[i]
		user.UID = l.ids.appUser.orNext(user.UID)
		var err error
		user.CreatedAt, err = loadTime("created_at", user.CreatedAt, l.now.Truncate(time.Microsecond))
		if err := cmp.Or(err,
			required("user_external_id", user.UserExternalID),
			claim(uids, user.UID, true, "uid", user.UID),
			claim(record.byExternalID, user.UserExternalID, user, "user_external_id", user.UserExternalID),
		); err != nil {
			return nil, within("users", i, err)
		}
	}
	return record, nil
}

func (a App) clone() App {
	a.Users = list(a.Users)
	for i := range a.Users {
		user := &a.Users[i]
		user.Email = clone(user.Email)
		user.Wallets = list(user.Wallets)
		for j := range user.Wallets {
			user.Wallets[j].ChainID = clone(user.Wallets[j].ChainID)
		}
	}
	return a
}

func (a *appStore) dump(s *State) {
	s.Apps = make([]App, 0, len(a.apps))
	for _, record := range a.apps {
		s.Apps = append(s.Apps, record.clone())
	}
}
