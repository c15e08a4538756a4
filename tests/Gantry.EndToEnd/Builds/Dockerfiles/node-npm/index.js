console.log([1, 2, 3].map(require("is-odd")).join(" "));
