require("assert")(require("is-number")(require("ms")("1h")));
