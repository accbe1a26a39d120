package backend

// The Portals API: listings that stay whole while users come and go, and their cursors.

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newPortalUser(name string) string {
	return fmt.Sprintf(`{"first_name":"Cy","last_name":"Poe","email":"%s@example.com","roles":["role_viewer"]}`, name)
}

func TestADeletedPortalUserIsGoneAndItsEmailIsFree(t *testing.T) {
	t.Parallel()
	const users = "/v1/partner-portals/portal_1/users"
	b := newBench(t, Default())
	require.Equal(t, 200, b.ask(probe{"POST", users, newPortalUser("cy"), asAccount}).Status)
	require.Equal(t, 400, b.ask(probe{"POST", users, newPortalUser("cy"), asAccount}).Status)
	require.Equal(t, 200, b.ask(probe{"DELETE", users + "/portal_user_3", "", asAccount}).Status)
	require.Equal(t, 404, b.ask(probe{"GET", users + "/portal_user_3", "", asAccount}).Status)
	a := b.ask(probe{"POST", users, newPortalUser("cy"), asAccount})
	assert.Equal(t, "portal_user_4", decoded[map[string]any](t, a)["id"], "an id is not given twice")
	assert.Equal(t, PortalUser{ID: "portal_user_4", FirstName: "Cy", LastName: "Poe", Email: "cy@example.com", Roles: []string{"role_viewer"}, Locale: "en_US"}, b.store.portals.portalByID["portal_1"].userByID["portal_user_4"].PortalUser)
}

// listing walks a whole listing, calling between after each page, and gives the ids in order.
func listing(t *testing.T, b *bench, limit int, between func()) []string {
	t.Helper()
	var ids []string
	for after := ""; ; {
		target := fmt.Sprintf("/v1/partner-portals/portal_2/users?limit=%d&after=%s", limit, url.QueryEscape(after))
		page := decoded[struct {
			Data   []struct{ ID string }
			Paging struct{ Next struct{ After string } }
		}](t, b.ask(probe{"GET", target, "", asAccount}))
		for _, user := range page.Data {
			ids = append(ids, user.ID)
		}
		if after = page.Paging.Next.After; after == "" {
			return ids
		}
		between()
	}
}

func TestAListingIsWholeWhileUsersComeAndGo(t *testing.T) {
	t.Parallel()
	const users = "/v1/partner-portals/portal_2/users"
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 1))
		b := newBench(t, Default())
		var present, made []string
		gone := map[string]bool{}
		add := func() {
			a := b.ask(probe{"POST", users, newPortalUser(fmt.Sprintf("u%d", len(made))), asAccount})
			id := decoded[struct{ ID string }](t, a).ID
			made, present = append(made, id), append(present, id)
		}
		remove := func() {
			if len(present) > 0 {
				i := random.IntN(len(present))
				gone[present[i]] = true
				require.Equal(t, 200, b.ask(probe{"DELETE", users + "/" + present[i], "", asAccount}).Status)
				present = slices.Delete(present, i, i+1)
			}
		}
		for range 30 + random.IntN(30) {
			add()
		}
		throughout := slices.Clone(present)
		got := listing(t, b, 1+random.IntN(9), func() {
			for range random.IntN(3) {
				add()
			}
			for range random.IntN(5) {
				remove()
			}
		})
		assert.True(t, slices.IsSortedFunc(got, func(a, b string) int { return slices.Index(made, a) - slices.Index(made, b) }), "seed %d: in order of creation", seed)
		assert.Len(t, slices.Compact(slices.Clone(got)), len(got), "seed %d: nobody twice", seed)
		for _, id := range throughout {
			if !gone[id] {
				assert.Contains(t, got, id, "seed %d: nobody missed", seed)
			}
		}
	}
}

// Users come and go with their roles in every order, and what is kept for them does not pile up.
func TestListsOfRolesDoNotPileUp(t *testing.T) {
	t.Parallel()
	s := Default()
	roles := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}
	s.Portals = ListOf(Portal{ID: "portal_1", Roles: roles}, Portal{ID: "portal_2"})
	b := newBench(t, s)
	for i := range maxShared + 100 {
		var chosen []string
		for bit, role := range roles {
			if (i+1)>>bit&1 == 1 {
				chosen = append(chosen, role)
			}
		}
		list, err := json.Marshal(chosen)
		require.NoError(t, err)
		body := `{"first_name":"A","last_name":"B","email":"a@example.com","roles":` + string(list) + `}`
		res := b.ask(probe{"POST", "/v1/partner-portals/portal_1/users", body, asAccount})
		require.Equal(t, 200, res.Status, "%s", res.Body)
		b.View(func(s State) { require.Equal(t, chosen, s.Portals.First().Users.First().Roles) })
		id := decoded[struct{ ID string }](t, res).ID
		require.Equal(t, 200, b.ask(probe{"DELETE", "/v1/partner-portals/portal_1/users/" + id, "", asAccount}).Status)
	}
	assert.Len(t, b.store.portals.portalByID["portal_1"].shared, maxShared)
}

func TestACursorEndsWithTheStateThatItIsOf(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	const users = "/v1/partner-portals/portal_1/users?limit=1&after="
	page := decoded[struct {
		Paging struct{ Next struct{ After string } }
	}](t, b.ask(probe{"GET", users, "", asAccount}))
	require.NotEmpty(t, page.Paging.Next.After)
	next := probe{"GET", users + page.Paging.Next.After, "", asAccount}
	require.Equal(t, 200, b.ask(next).Status)
	b.reload(t)
	assert.Equal(t, 400, b.ask(next).Status)
	first, err := b.Reset(Default(), b.cfg)
	require.NoError(t, err)
	b.Backend = first
	assert.Equal(t, 200, b.ask(next).Status, "the first state is back, and its cursors")
}

func TestAlteredCursorsAreNotOurs(t *testing.T) {
	t.Parallel()
	cursor := encodeCursor("portal_1", 3, 1_000_000)
	sequence, ours := decodeCursor("portal_1", 3, cursor)
	assert.True(t, ours)
	assert.Equal(t, uint64(1_000_000), sequence)
	for i := range cursor {
		for _, other := range []byte("Aa0_-\n=") {
			altered := cursor[:i] + string(other) + cursor[i+1:]
			_, ours := decodeCursor("portal_1", 3, altered)
			assert.Equal(t, altered == cursor, ours, altered)
		}
	}
	for _, altered := range []string{"", cursor + "\n", "\r" + cursor, cursor + "AAAA", cursor[1:]} {
		_, ours := decodeCursor("portal_1", 3, altered)
		assert.False(t, ours, "%q", altered)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add("portal_1", encodeCursor("portal_1", 0, 1))
	f.Add("portal_1", encodeCursor("portal_2", 0, 1))
	f.Add("", "")
	f.Add("p", "AAAAAAAAAAEAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, portal, cursor string) {
		if sequence, ours := decodeCursor(portal, 0, cursor); ours {
			assert.Equal(t, cursor, encodeCursor(portal, 0, sequence), "a cursor is written in one way only")
			_, ours = decodeCursor(portal+"x", 0, cursor)
			assert.False(t, ours)
		}
	})
}
