import type { Catalogue } from "./catalogue.ts";

export const actions: Catalogue["actions"] = {
  requeue: {
    label: "Yeniden sıraya al",
    done: "{name} yeniden sırada",
    doneMany: { other: "{n} iş yeniden sırada" },
  },
  "run-now": {
    label: "Şimdi çalıştır",
    done: "{name} ilk boş çalışanda çalışacak",
    doneMany: { other: "{n} iş ilk boş çalışanlarda çalışacak" },
  },
  hurry: {
    label: "Bekleme",
    done: "{name} yeğlediğini beklemeden çalışacak",
    doneMany: { other: "{n} iş beklemeden çalışacak" },
  },
  reschedule: {
    label: "Ertele",
    done: "{name} başka bir zamana alındı",
    doneMany: { other: "{n} iş başka bir zamana alındı" },
  },
  delete: { label: "Sil", done: "{name} silindi", doneMany: { other: "{n} iş silindi" } },
  duplicate: {
    label: "Kopyasını kuyruğa al…",
    done: "{name} işinin bir kopyası kuyrukta",
    doneMany: { other: "{n} kopya kuyrukta" },
  },
  edit: {
    label: "Düzenle…",
    done: "{name} zamanlaması değişti",
    doneMany: { other: "{n} zamanlama değişti" },
  },
  trigger: {
    label: "Şimdi tetikle",
    done: "{name} tetiklendi",
    doneMany: { other: "{n} tanım tetiklendi" },
  },
  pause: { label: "Duraklat", done: "{name} duraklatıldı", doneMany: { other: "{n} tanım duraklatıldı" } },
  resume: { label: "Sürdür", done: "{name} sürüyor", doneMany: { other: "{n} tanım sürüyor" } },
  remove: {
    label: "Kaldır",
    done: "{name} kaldırıldı; oluşturduğu işler kalır",
    doneMany: { other: "{n} tanım kaldırıldı" },
  },
  "cancel-batch": {
    label: "Kümeyi iptal et",
    done: "{name} iptal edildi",
    doneMany: { other: "{n} küme iptal edildi" },
  },
  "pause-queue": {
    label: "Duraklat",
    done: "{name} kuyruğu duraklatıldı",
    doneMany: { other: "{n} kuyruk duraklatıldı" },
  },
  "resume-queue": {
    label: "Sürdür",
    done: "{name} kuyruğu sürüyor",
    doneMany: { other: "{n} kuyruk sürüyor" },
  },
  "pause-all": {
    label: "Tümünü duraklat",
    done: "Bütün kuyruklar duraklatıldı",
    doneMany: { other: "Bütün kuyruklar duraklatıldı" },
  },
  "resume-all": {
    label: "Tümünü sürdür",
    done: "Tek tek duraklatılanlar dışında bütün kuyruklar sürüyor",
    doneMany: { other: "Bütün kuyruklar sürüyor" },
  },
  "limit-queue": {
    label: "Sınırlar…",
    done: "{name} kuyruğunun sınırları değişti",
    doneMany: { other: "{n} kuyruğun sınırları değişti" },
  },
  hold: {
    label: "Beklemeye al…",
    done: "Bekletme kondu",
    doneMany: { other: "{n} bekletme kondu" },
  },
  release: {
    label: "Serbest bırak",
    done: "{name} kaldırıldı; işleri sürüyor",
    doneMany: { other: "{n} bekletme kaldırıldı" },
  },
};
