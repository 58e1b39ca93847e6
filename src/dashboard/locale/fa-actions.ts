import type { Catalogue } from "./catalogue.ts";

export const actions: Catalogue["actions"] = {
  requeue: {
    label: "بازگرداندن به صف",
    done: "«{name}» به صف بازگشت",
    doneMany: { other: "{n} کار به صف بازگشت" },
  },
  "run-now": {
    label: "اجرای فوری",
    done: "«{name}» با نخستین اجراکنندهٔ آزاد اجرا می‌شود",
    doneMany: { other: "{n} کار با نخستین اجراکننده‌های آزاد اجرا می‌شود" },
  },
  hurry: {
    label: "بدون انتظار",
    done: "«{name}» بی‌آنکه منتظر ترجیح خود بماند اجرا می‌شود",
    doneMany: { other: "{n} کار بدون انتظار اجرا می‌شود" },
  },
  reschedule: {
    label: "تغییر زمان",
    done: "زمان «{name}» تغییر کرد",
    doneMany: { other: "زمان {n} کار تغییر کرد" },
  },
  delete: { label: "حذف", done: "«{name}» حذف شد", doneMany: { other: "{n} کار حذف شد" } },
  duplicate: {
    label: "در صف گذاشتن رونوشت…",
    done: "رونوشتی از «{name}» در صف است",
    doneMany: { other: "{n} رونوشت در صف است" },
  },
  edit: {
    label: "ویرایش…",
    done: "برنامهٔ «{name}» عوض شد",
    doneMany: { other: "{n} برنامه عوض شد" },
  },
  trigger: { label: "اجرای فوری", done: "«{name}» اجرا شد", doneMany: { other: "{n} مورد اجرا شد" } },
  pause: { label: "توقف", done: "«{name}» متوقف شد", doneMany: { other: "{n} مورد متوقف شد" } },
  resume: { label: "ادامه", done: "«{name}» ادامه می‌یابد", doneMany: { other: "{n} مورد ادامه می‌یابد" } },
  remove: {
    label: "برداشتن",
    done: "«{name}» برداشته شد؛ کارهایی که ساخته می‌مانند",
    doneMany: { other: "{n} مورد برداشته شد" },
  },
  "cancel-batch": {
    label: "لغو دسته",
    done: "«{name}» لغو شد",
    doneMany: { other: "{n} دسته لغو شد" },
  },
  "pause-queue": {
    label: "توقف",
    done: "صف «{name}» متوقف شد",
    doneMany: { other: "{n} صف متوقف شد" },
  },
  "resume-queue": {
    label: "ادامه",
    done: "صف «{name}» ادامه می‌یابد",
    doneMany: { other: "{n} صف ادامه می‌یابد" },
  },
  "pause-all": {
    label: "توقف همه",
    done: "همهٔ صف‌ها متوقف شدند",
    doneMany: { other: "همهٔ صف‌ها متوقف شدند" },
  },
  "resume-all": {
    label: "ادامهٔ همه",
    done: "همهٔ صف‌ها ادامه می‌یابند، جز آن‌ها که جداگانه متوقف‌اند",
    doneMany: { other: "همهٔ صف‌ها ادامه می‌یابند" },
  },
  "limit-queue": {
    label: "سقف‌ها…",
    done: "سقف‌های صف «{name}» عوض شد",
    doneMany: { other: "سقف‌های {n} صف عوض شد" },
  },
  hold: {
    label: "نگه داشتن…",
    done: "نگه‌داری برقرار شد",
    doneMany: { other: "{n} نگه‌داری برقرار شد" },
  },
  release: {
    label: "رها کردن",
    done: "«{name}» رها شد؛ کارهایش ادامه می‌یابند",
    doneMany: { other: "{n} نگه‌داری رها شد" },
  },
};
