package backend

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
	apiKey       string
	apiSecret    string
	users        []*AppUser
	byExternalID map[string]*AppUser
}

func (a *appRecord) app() App {
	return App{APIKey: a.apiKey, APISecret: a.apiSecret, Users: ListFrom(a.users, valueOf)}
}

func loadAppStore(l loader, s State) (appStore, error) {
	a := appStore{byKey: make(map[string]*appRecord, s.Apps.Len())}
	for i, app := range s.Apps.All() {
		record, err := loadApp(l, app)
		if err := cmp.Or(err,
			insertCredential(a.byKey, app.APIKey, record, "apiKey"),
			required("apiSecret", app.APISecret),
		); err != nil {
			return a, atIndex("apps", i, err)
		}
		a.apps = append(a.apps, record)
	}
	return a, nil
}

func loadApp(l loader, app App) (*appRecord, error) {
	record := &appRecord{apiKey: app.APIKey, apiSecret: app.APISecret, byExternalID: make(map[string]*AppUser, app.Users.Len())}
	uids := make(map[string]bool, app.Users.Len())
	for i, user := range app.Users.All() {
		user = user.Clone()
		user.UID = l.ids.appUser.orNext(user.UID)
		var err error
		user.CreatedAt, err = loadTime("created_at", user.CreatedAt, l.now.Truncate(time.Microsecond))
		if err := cmp.Or(err,
			required("user_external_id", user.UserExternalID),
			insertUnique(uids, user.UID, true, "uid", user.UID),
			insertUnique(record.byExternalID, user.UserExternalID, &user, "user_external_id", user.UserExternalID),
		); err != nil {
			return nil, atIndex("users", i, err)
		}
		record.users = append(record.users, &user)
	}
	return record, nil
}
