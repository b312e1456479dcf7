import js from "@eslint/js";
import globals from "globals";

const PAGE = "graph/policygraph/page/web/scripts/**/*.js";

/** Rules beyond those that ESLint recommends. */
const rules = {
  eqeqeq: "error",
  "no-alert": "error",
  "no-console": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-shadow": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "error",
  strict: ["error", "function"],
};

export default [
  { ignores: ["**/.venv/", "build/", "dist/"] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: [PAGE],
    languageOptions: {
      sourceType: "script",
      globals: { ...globals.browser, vis: "readonly" },
    },
    rules,
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: globals.node },
    rules: { ...rules, strict: "off" },
  },
];
