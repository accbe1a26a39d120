package fake_test

// Section 5 of the contract: quotas, enforced when asked for, told always.

import (
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

// rateHeaders are an answer's quota headers.
func rateHeaders(limit, remaining, reset string) map[string]string {
	return map[string]string{"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset}
}

// overQuota are the headers of a 429.
func overQuota(limit, wait string) map[string]string {
	headers := rateHeaders(limit, "0", wait)
	headers["Retry-After"] = wait
	return headers
}

func quotaRows() []row {
	enforced := []fake.Option{fake.WithQuotas()}
	const getAda, perKey, perRoute = "GET " + adaPath, 100, 500
	list, one := "GET "+portalOne, "GET "+portalOne+"/pu_1"
	spent := times(perKey, 200, alpha, getAda, "")
	listed := times(perRoute, 200, account, list, "")
	limited, listLimited := partnerError("RATE_LIMITED", "<text>"), portalError("429", "Too Many Requests")
	found, page := retrieved(adaUser), lastPage(pu1, pu2, pu3)
	rows := []row{
		{name: "partner, the first request", as: alpha, request: getAda, status: 200, answer: found, headers: rateHeaders("100", "99", "60")},
		{name: "partner, the 100th request", first: []step{times(perKey-1, 200, alpha, getAda, "")}, as: alpha, request: getAda, status: 200, answer: found},
		{name: "partner, the 101st request", first: []step{spent}, as: alpha, request: getAda, status: 429, answer: limited, headers: overQuota("100", "60")},
		{name: "partner, one quota for all operations", first: []step{spent}, as: alpha, request: createUser, body: minimal, status: 429, answer: limited, headers: overQuota("100", "60")},
		{name: "partner, judged before the resource", first: []step{spent}, as: alpha, request: "GET " + nonePath, status: 429, answer: limited, headers: overQuota("100", "60")},
		{name: "partner, judged before the body", first: []step{spent}, as: alpha, request: createUser, body: "nonsense", status: 429, answer: limited, headers: overQuota("100", "60")},
		{name: "partner, judged after the path", first: []step{spent}, as: alpha, request: "GET /v1/nothing", status: 404, answer: partnerError("RESOURCE_NOT_FOUND", "<text>")},
		{name: "partner, judged after authentication", first: []step{spent}, as: nobody, request: getAda, status: 401, answer: unauthorized},
		{name: "partner, judged after permission", first: []step{times(perKey, 404, reader, getAda, "")}, as: reader, request: createUser, body: minimal, status: 403, answer: forbidden},
		{name: "partner, another key has its own", first: []step{spent}, as: beta, request: "GET " + bobPath, status: 200, answer: retrieved(bobUser)},
		{name: "partner, other APIs are untouched", first: []step{spent}, as: account, request: one, status: 200, answer: pu1},
		{name: "partner, a 404 is counted", first: []step{times(perKey, 404, alpha, "GET "+nonePath, "")}, as: alpha, request: getAda, status: 429, answer: limited, headers: overQuota("100", "60")},
		{name: "partner, a 400 is counted", first: []step{times(perKey, 400, alpha, createUser, "{}")}, as: alpha, request: getAda, status: 429, answer: limited, headers: overQuota("100", "60")},
		{name: "partner, a 403 is not counted", first: []step{times(perKey+1, 403, writer, getAda, "")}, as: writer, request: "DELETE " + nonePath, status: 404, answer: notAssociated},
		{name: "partner, a 401 is not counted", first: []step{times(perKey+1, 401, bearer("pk_fake_unknown"), getAda, "")}, as: alpha, request: getAda, status: 200, answer: found},
		{name: "partner, a 405 is not counted", first: []step{times(perKey+1, 405, alpha, "PATCH "+adaPath, "")}, as: alpha, request: getAda, status: 200, answer: found},
		{name: "partner, an unknown path is not counted", first: []step{times(perKey+1, 404, alpha, "GET /v1/nothing", "")}, as: alpha, request: getAda, status: 200, answer: found},
		{name: "partner, the wait grows shorter", first: []step{spent, advance(45 * time.Second)}, as: alpha, request: getAda, status: 429, answer: limited, headers: overQuota("100", "15")},
		{name: "partner, the wait is rounded up", first: []step{spent, advance(44*time.Second + 100*time.Millisecond)}, as: alpha, request: getAda, status: 429, answer: limited, headers: overQuota("100", "16")},
		{name: "partner, the wait is never 0", first: []step{spent, advance(time.Minute - time.Millisecond)}, as: alpha, request: getAda, status: 429, answer: limited, headers: overQuota("100", "1")},
		{name: "partner, after the window", first: []step{spent, advance(time.Minute)}, as: alpha, request: getAda, status: 200, answer: found, headers: rateHeaders("100", "99", "60")},
		{name: "partner, the window starts with the first request", first: []step{sent(200, alpha, getAda, ""), advance(50 * time.Second), times(perKey-1, 200, alpha, getAda, "")},
			as: alpha, request: getAda, status: 429, answer: limited, headers: overQuota("100", "10")},
		{name: "partner, the window does not slide", first: []step{sent(200, alpha, getAda, ""), advance(50 * time.Second), times(perKey-1, 200, alpha, getAda, ""), advance(10 * time.Second)},
			as: alpha, request: getAda, status: 200, answer: found, headers: rateHeaders("100", "99", "60")},
		{name: "partner, a refusal does not lengthen the window", first: []step{spent, advance(30 * time.Second), times(10, 429, alpha, getAda, ""), advance(30 * time.Second)},
			as: alpha, request: getAda, status: 200, answer: found},
		{name: "portals, the first request", as: account, request: list, status: 200, answer: page, headers: rateHeaders("500", "499", "60")},
		{name: "portals, the third request, later", first: []step{times(2, 200, account, list, ""), advance(20 * time.Second)}, as: account, request: list, status: 200, answer: page, headers: rateHeaders("500", "497", "40")},
		{name: "portals, the 500th request", first: []step{times(perRoute-1, 200, account, list, "")}, as: account, request: list, status: 200, answer: page, headers: rateHeaders("500", "0", "60")},
		{name: "portals, the 501st request", first: []step{listed}, as: account, request: list, status: 429, answer: listLimited, headers: overQuota("500", "60")},
		{name: "portals, judged before the query", first: []step{listed}, as: account, request: list + "?limit=0", status: 429, answer: listLimited, headers: overQuota("500", "60")},
		{name: "portals, judged after permission", first: []step{listed}, as: account, request: "GET " + portalTri, status: 403, answer: portalDenied},
		{name: "portals, the same endpoint of another portal", first: []step{listed}, as: account, request: "GET " + portalTwo, status: 429, answer: listLimited, headers: overQuota("500", "60")},
		{name: "portals, another endpoint", first: []step{listed}, as: account, request: one, status: 200, answer: pu1, headers: rateHeaders("500", "499", "60")},
		{name: "portals, another method of the same path", first: []step{listed}, as: account, request: "POST " + portalOne, body: newPortalUser, status: 200, answer: madeUser,
			headers: rateHeaders("500", "499", "60"), effect: effect{"portals/0/users/-": storedUser}},
		{name: "portals, another account", first: []step{listed}, as: readOnly, request: list, status: 200, answer: page, headers: rateHeaders("500", "499", "60")},
		{name: "portals, after the window", first: []step{listed, advance(time.Minute)}, as: account, request: list, status: 200, answer: page, headers: rateHeaders("500", "499", "60")},
		{name: "portals, a 403 is not counted", first: []step{times(2, 403, readOnly, "GET "+portalTwo, "")}, as: readOnly, request: list, status: 200, answer: page, headers: rateHeaders("500", "499", "60")},
		{name: "app has none", first: []step{times(perRoute+1, 200, vector, findUser+"sol", "")}, as: vector, request: findUser + "sol", status: 200, answer: appFound(appSolana)},
		{name: "profile has none", first: []step{times(perRoute+1, 200, adaHere, ownName, "")}, as: adaHere, request: ownName, status: 200, answer: `{"username":"ada"}`},
	}
	for i := range rows {
		rows[i].options = enforced
	}
	rows = append(rows,
		row{name: "not enforced unasked, partner", first: []step{spent, spent}, as: alpha, request: getAda, status: 200, answer: found, headers: rateHeaders("100", "0", "60")},
		row{name: "not enforced unasked, portals", first: []step{listed, listed}, as: account, request: list, status: 200, answer: page, headers: rateHeaders("500", "0", "60")},
		row{name: "told unasked", first: []step{sent(200, account, list, "")}, as: account, request: list, status: 200, answer: page, headers: rateHeaders("500", "498", "60")},
		row{name: "told to the unauthorised as fresh", first: []step{times(3, 200, account, list, "")}, as: nobody, request: list, status: 401, answer: portalWho, headers: rateHeaders("500", "500", "60")},
		row{name: "told of an unknown path", as: account, request: "GET /v1/partner-portals", status: 404, answer: portalMissing},
	)
	return inSection("5 quota", "", rows)
}
