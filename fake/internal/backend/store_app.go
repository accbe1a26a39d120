package backend

// The App API's part of the store. Users come and stay: no operation changes or deletes one.

import (
	"slices"
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

func loadAppStore(l loader, s State) (appStore, problems) {
	a := appStore{byKey: make(map[string]*appRecord, s.Apps.Len())}
	var found problems
	for i, app := range s.Apps.All() {
		record, wrong := loadApp(l, app)
		found = append(found, slices.Concat(
			insertCredential(a.byKey, app.APIKey, record, "apiKey"),
			checkCredential("apiSecret", app.APISecret),
			wrong,
		).under("apps", i)...)
		if found.tooMany() {
			break
		}
		a.apps = append(a.apps, record)
	}
	return a, found
}

func loadApp(l loader, app App) (*appRecord, problems) {
	record := &appRecord{
		apiKey: app.APIKey, apiSecret: app.APISecret, walletDelay: app.WalletDelay,
		byUID:        make(map[string]*AppUser, app.Users.Len()),
		byExternalID: make(map[string]*AppUser, app.Users.Len()),
		byEmail:      make(map[string]*AppUser, app.Users.Len()),
	}
	var found problems
	if app.WalletDelay < 0 {
		found = problemAt("walletDelay", "%v is negative", app.WalletDelay)
	}
	for i, user := range app.Users.All() {
		loaded, wrong := loadAppUser(l, user)
		found = append(found, slices.Concat(wrong, record.checkNew(loaded)).under("users", i)...)
		if found.tooMany() {
			break
		}
		record.add(loaded)
	}
	return record, found
}

// loadAppUser is a copy of a user, with what is missing made.
func loadAppUser(l loader, u AppUser) (*AppUser, problems) {
	u = u.Clone()
	u.UID = l.ids.appUser.orNext(u.UID)
	found := slices.Concat(
		loadTime("created_at", &u.CreatedAt, l.now.Truncate(time.Microsecond)),
		loadTime("walletsAt", &u.WalletsAt, time.Time{}),
		checkText("uid", u.UID),
		checkOptional("email", u.Email),
		checkText("user_external_id", u.UserExternalID),
	)
	for i, w := range u.Wallets {
		found = append(found, slices.Concat(
			checkText("address", w.Address),
			checkText("explorer_url", w.ExplorerURL),
			checkText("network", w.Network),
		).under("wallets", i)...)
	}
	return &u, found
}

// checkNew refuses a user whose uid, external id or email is another's.
func (a *appRecord) checkNew(u *AppUser) problems {
	found := checkUnique(a.byUID, u.UID, "uid", u.UID)
	if u.UserExternalID != "" {
		found = append(found, checkUnique(a.byExternalID, u.UserExternalID, "user_external_id", u.UserExternalID)...)
	}
	if u.Email != nil {
		found = append(found, checkUnique(a.byEmail, fold(*u.Email), "email", *u.Email)...)
	}
	return found
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
