// Runs inside the page: shows a Questionnaire with LForms, answers it by clicking, and hands back what LForms made of it.
const box = () => document.querySelector("#form");
const made = () => LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4", box());
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

// Totals are worked out after each click, in the background. They are held back while a whole form is clicked, or forty clicks
// would work them out forty times; then LForms works them out by itself.
async function answered(fill) {
  const totals = LForms.Util._getFormObjectInScope(box())._expressionProcessor;
  await totals.runCalculations(false);
  totals._currentRunPromise = Promise.resolve();
  fill.forEach(click);
  await pause(0);
  totals._currentRunPromise = undefined;
  await totals.runCalculations(false);
  return made();
}

// rounds: lists of fills; each round starts on an empty form, and each fill is a list of [linkId, number of the answer].
window.filledIn = async (questionnaire, rounds) => {
  const responses = [];
  for (const fills of rounds) {
    await show(questionnaire);
    for (const fill of fills) {
      responses.push(await answered(fill));
    }
  }
  return { responses, texts: document.querySelector("#form").innerText };
};
