// Fifty things that somebody might post.
(() => {
    const height = { type: "embed-size", height: 5 };
    const values = [
        undefined, null, true, false, 0, -1, NaN, Infinity, 1e308, 10n, "", "x", "null", "{", "[]", "<b>",
        [], [[]], [1, 2, 3], {}, { type: null }, { type: "ask" }, { type: "answer" }, { type: "boot" },
        { type: "ready" }, { type: "failed", message: "x" }, { type: "absent", widget: "simulator" },
        { type: "answer", widget: "simulator", seq: 1e9, picture: "<img src=x onerror=alert(1)>", finding: "no" },
        { type: "stage", stage: "x" }, { __proto__: { type: "x" } }, { height: 5 }, height,
        JSON.stringify(height), { sentinel: "amp", ...height }, { subject: "lti.frameResize", height: 5 },
        '{"context":"iframe.resize","height":5}', { type: "embed-size", height: "5" },
        { type: "embed-size", height: NaN }, { type: "embed-size", height: -Infinity },
        { type: "embed-size", height: [5] }, { type: "embed-size", height: { valueOf: 5 } },
        { type: "embed-size" }, { type: ["embed-size"], height: 5 }, { type: "setTheme", theme: "dark" },
        { hide: "controls" }, { beta: 0.5 }, new Date(0), /x/, new Map([["type", "embed-size"]]),
        new Set([1]), new ArrayBuffer(8), new Uint8Array(3), new Error("x"), new Blob(["x"]),
    ];
    return values;
})()
