package backend

// The App API's part of the store. Users come and stay: no operation changes or deletes one.

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
	walletDelay  time.Duration
	users        []*AppUser
	byUID        map[string]*AppUser
	byExternalID map[string]*AppUser // of those who have one
	byEmail      map[string]*AppUser // of those who have one, keyed by the folded email
}

func (a *appRecord) app() App {
	return App{APIKey: a.apiKey, APISecret: a.apiSecret, WalletDelay: a.walletDelay, Users: ListFrom(a.users, valueOf)}
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
	record := &appRecord{
		apiKey: app.APIKey, apiSecret: app.APISecret, walletDelay: app.WalletDelay,
		byUID:        make(map[string]*AppUser, app.Users.Len()),
		byExternalID: make(map[string]*AppUser, app.Users.Len()),
		byEmail:      make(map[string]*AppUser, app.Users.Len()),
	}
	if app.WalletDelay < 0 {
		return nil, errorAt("walletDelay", "%v is negative", app.WalletDelay)
	}
	for i, user := range app.Users.All() {
		loaded, err := loadAppUser(l, user)
		if err := cmp.Or(err, record.checkNew(loaded)); err != nil {
			return nil, atIndex("users", i, err)
		}
		record.add(loaded)
	}
	return record, nil
}

// loadAppUser is a copy of a user, with what is missing made.
func loadAppUser(l loader, u AppUser) (*AppUser, error) {
	u = u.Clone()
	u.UID = l.ids.appUser.orNext(u.UID)
	var errs [2]error
	u.CreatedAt, errs[0] = loadTime("created_at", u.CreatedAt, l.now.Truncate(time.Microsecond))
	u.WalletsAt, errs[1] = loadTime("walletsAt", u.WalletsAt, time.Time{})
	return &u, cmp.Or(errs[:]...)
}

// checkNew refuses a user whose uid, external id or email is another's.
func (a *appRecord) checkNew(u *AppUser) error {
	err := checkUnique(a.byUID, u.UID, "uid", u.UID)
	if u.UserExternalID != "" {
		err = cmp.Or(err, checkUnique(a.byExternalID, u.UserExternalID, "user_external_id", u.UserExternalID))
	}
	if u.Email != nil {
		err = cmp.Or(err, checkUnique(a.byEmail, fold(*u.Email), "email", *u.Email))
	}
	return err
}

// add enters a user whose uid, external id and email are new.
func (a *appRecord) add(u *AppUser) {
	a.users = append(a.users, u)
	a.byUID[u.UID] = u
	if u.UserExternalID != "" {
		a.byExternalID[u.UserExternalID] = u
	}
	if u.Email != nil {
		a.byEmail[fold(*u.Email)] = u
	}
}
