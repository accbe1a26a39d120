// Package tiny has code that its tests hold and code that they do not.
package tiny

var limits = [1]int{3}

// Held is tested at its limit.
func Held(n int) bool { return n < limits[0] }

// Loose is tested far from its limit.
func Loose(n int) bool { return n > 9 }

// Rounds never ends where the count is left out.
func Rounds(n int) int {
	rounds := 0
	for rounds != n {
		rounds++
	}
	return rounds
}
