package tiny

import "testing"

func TestHeld(t *testing.T) {
	if !Held(2) || Held(3) {
		t.Error("the limit is 3")
	}
}

func TestLoose(t *testing.T) {
	if !Loose(100) || Loose(0) {
		t.Error("the limit lies between")
	}
}

func TestRounds(t *testing.T) {
	if Rounds(2) != 2 {
		t.Error("two rounds")
	}
}
