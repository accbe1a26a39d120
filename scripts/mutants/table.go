package main

// All mutants. The tables beside this file hold one guard a row.

import "slices"

// mutants lists every mutant.
func mutants() []mutant {
	return slices.Concat(retryMutants, callMutants, sendMutants, wireMutants, answerMutants, decodeMutants, pageMutants, secretMutants, sessionMutants, fakeMutants, faultMutants, appMutants, portalMutants, doMutants, paceMutants, momentMutants, controlMutants, transportMutants, planeMutants, livePageMutants)
}
