// Reads [{questionnaire, responses}] from standard input and writes, for each response, the value of every calculated item by linkId.
const fhirpath = require("fhirpath");
const r4 = require("fhirpath/fhir-context/r4");

const CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression";

function calculated(questionnaire) {
  const found = [];
  for (const item of questionnaire.item) {
    for (const extension of item.extension ?? []) {
      if (extension.url === CALCULATED) found.push([item.linkId, extension.valueExpression.expression]);
    }
  }
  return found.map(([linkId, expression]) => [linkId, fhirpath.compile(expression, r4)]);
}

function scores({ questionnaire, responses }) {
  const expressions = calculated(questionnaire);
  return responses.map((resource) =>
    Object.fromEntries(
      expressions.map(([linkId, expression]) => [linkId, expression(resource, { resource, questionnaire })[0] ?? null]),
    ),
  );
}

let text = "";
process.stdin.on("data", (chunk) => (text += chunk));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(JSON.parse(text).map(scores))));
