console.log("two days are", require("ms")("2 days"), "milliseconds");
