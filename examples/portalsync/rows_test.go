package main

// What is taken from a file, and what is said of a wrong one.

import (
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

func TestRowsAreTaken(t *testing.T) {
	t.Parallel()
	rows, err := readRows("team.csv", strings.NewReader("\ufeffemail, roles,locale,last_name,first_name\n"+
		"ada@example.com, role_viewer; role_editor;;role_viewer ,en_GB,Lovelace,\"Ada\nAugusta\"\n"+
		"\n"+
		"grace@example.com,role_viewer,,Hopper,Grace\n"))
	require.NoError(t, err)
	assert.Equal(t, []*row{
		{2, partnerkit.PortalUserCreateParams{
			FirstName: "Ada\nAugusta", LastName: "Lovelace", Email: "ada@example.com",
			Roles: []string{"role_viewer", "role_editor"}, Locale: "en_GB",
		}},
		{5, partnerkit.PortalUserCreateParams{
			FirstName: "Grace", LastName: "Hopper", Email: "grace@example.com", Roles: []string{"role_viewer"},
		}},
	}, rows)
}

func TestWrongFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		says []string
	}{
		"empty":  {"", []string{`team.csv:1:1: the file is empty`}},
		"nobody": {header, []string{`team.csv:1:1: nobody is in the file`}},
		"columns": {"email,mail,email\n", []string{
			`team.csv:1:7: unknown column "mail"`, `team.csv:1:12: column "email" is there twice`,
			`team.csv:1:1: column "first_name" is missing`, `team.csv:1:1: column "last_name" is missing`, `team.csv:1:1: column "roles" is missing`,
		}},
		"cells":        {header + "Ada,Lovelace,ada@example.com\n", []string{`team.csv:2:1: 3 cells, where the first line has 4`}},
		"bare quote":   {header + "Ada,Love\"lace,ada@example.com,role_viewer\n", []string{`team.csv:2:9: bare " in non-quoted-field`}},
		"open quote":   {header + "Ada,\"Lovelace,ada@example.com,role_viewer\n", []string{`team.csv:2:43: extraneous or missing " in quoted-field`}},
		"quoted first": {"\"email\nx", []string{`team.csv:2:2: extraneous or missing " in quoted-field`}},
		"each cell": {header + ",  ,Ada <ada@example.com>, ; \n" + people(1, 1), []string{
			`team.csv:2:1: first_name is empty`, `team.csv:2:2: last_name is empty`,
			`team.csv:2:5: email "Ada <ada@example.com>" is no e-mail address`, `team.csv:2:27: roles is empty`,
		}},
		"twice": {header + people(1, 2) + "A,B,PERSON1@example.com,role_viewer\nA,B,person1@Example.com,role_viewer\n", []string{
			`team.csv:4:5: email "PERSON1@example.com" is on line 2 already`,
			`team.csv:5:5: email "person1@Example.com" is on line 2 already`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := readRows("team.csv", strings.NewReader(test.file))
			require.Error(t, err)
			assert.Equal(t, strings.Join(test.says, "\n"), err.Error())
			assert.Nil(t, rows)
		})
	}
}

// A password is taken as it stands, spaces and all, and a complaint does not show it.
func TestPasswords(t *testing.T) {
	t.Parallel()
	const columns = "first_name,last_name,email,roles,password\n"
	rows, err := readRows("team.csv", strings.NewReader(columns+"A,B,a@example.com,role_viewer, fake pass \nC,D,c@example.com,role_viewer,\n"))
	require.NoError(t, err)
	assert.Equal(t, " fake pass ", rows[0].Password)
	assert.Empty(t, rows[1].Password)

	_, err = readRows("team.csv", strings.NewReader(columns+"A,B,a@example.com,role_viewer,hush\n"))
	assert.EqualError(t, err, "team.csv:2:31: password has fewer than 8 characters")
	_, err = readRows("team.csv", strings.NewReader("Ada,Lovelace,ada@example.com,role_viewer,hush\n"+columns))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "hush", "a file without names of columns")
}

// Of a file that is wrong all over, the first complaints are said, and how many more there are.
func TestManyComplaints(t *testing.T) {
	t.Parallel()
	_, err := readRows("team.csv", strings.NewReader(header+strings.Repeat("A,B,nobody,role_viewer\n", 10_000)))
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, maxComplaints+1)
	assert.Equal(t, `team.csv:21:5: email "nobody" is no e-mail address`, lines[maxComplaints-1])
	assert.Equal(t, "team.csv: and 9980 more", lines[maxComplaints])
}

func TestBrokenReader(t *testing.T) {
	t.Parallel()
	_, err := readRows("team.csv", iotest.ErrReader(assert.AnError))
	require.ErrorIs(t, err, assert.AnError)
	assert.ErrorContains(t, err, "team.csv: ")
}
