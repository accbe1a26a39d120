package backend

// Places of a state, and what is missing of them.

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlacesWithinGaps(t *testing.T) {
	t.Parallel()
	g := gaps{"partners[1].id", "users[2]", "portals[0].roles[3]", "profiles"}
	for place, want := range map[string][2]bool{ // covered, at
		"partners[1].id":      {true, true},
		"partners[1].idea":    {false, false},
		"partners[1]":         {false, true},
		"partners[12].id":     {false, false},
		"users[2].email":      {true, true},
		"users[2]":            {true, true},
		"users[21]":           {false, false},
		"users":               {false, true},
		"portals[0].roles":    {false, true},
		"portals[0].roles[3]": {true, true},
		"portals[1].roles":    {false, false},
		"profiles[0].handle":  {true, true},
		"profilesque":         {false, false},
	} {
		assert.Equal(t, want[0], g.cover(place), place)
		assert.Equal(t, want[1], g.at(place), place)
	}
	for place, want := range map[string]bool{"id": true, "idea": false, "i": false} {
		assert.Equal(t, want, g.ofEach("partners", place), place)
	}
	assert.True(t, g.ofEach("users", "id"))
	assert.True(t, g.ofEach("profiles", "username"))
	assert.False(t, g.ofEach("profile", "s"))
	assert.False(t, gaps{"portals[0].users[1].id"}.ofEach("portals", "id"))
}
