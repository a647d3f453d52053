// Runs inside the page: shows a Questionnaire with LForms, answers it, and hands back what LForms made of it.
const box = () => document.querySelector("#form");
const made = () => LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4", box());
const form = () => LForms.Util._getFormObjectInScope(box());
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function show(questionnaire) {
  box().innerHTML = "";
  await LForms.Util.addFormToPage(structuredClone(questionnaire), "form", { fhirVersion: "R4" });
  for (let waited = 0; !document.querySelector("#form input"); waited += 20) {
    if (waited > 10000) throw new Error(`LForms showed no question of ${questionnaire.url}`);
    await pause(20);
  }
}

function click([linkId, step]) {
  const steps = [...document.querySelectorAll("#form input[type=radio]")].filter((i) => i.name === `radiogroup_${linkId}/1`);
  if (!steps[step]) throw new Error(`LForms shows ${steps.length} answers for ${linkId}; answer ${step} is not there`);
  steps[step].click();
}

// The same without the drawing of the whole form after every click, which takes most of the time.
function choose([linkId, step]) {
  const item = form().itemList.find((one) => one.linkId === linkId);
  item.value = item.answers[step];
}

// Totals are worked out after each click, in the background. They are held back while a whole form is clicked, or forty clicks
// would work them out forty times; then LForms works them out by itself.
async function answered(fill, answer) {
  const totals = form()._expressionProcessor;
  await totals.runCalculations(false);
  totals._currentRunPromise = Promise.resolve();
  fill.forEach(answer);
  await pause(0);
  totals._currentRunPromise = undefined;
  await totals.runCalculations(false);
  return made();
}

// rounds: lists of fills; each round starts on an empty form whose first fill is clicked. A fill lists [linkId, number of the answer].
window.filledIn = async (questionnaire, rounds) => {
  const responses = [];
  for (const fills of rounds) {
    await show(questionnaire);
    for (const [number, fill] of fills.entries()) responses.push(await answered(fill, number === 0 ? click : choose));
  }
  return { responses, texts: box().innerText };
};
