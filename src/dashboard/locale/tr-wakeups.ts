import type { Catalogue } from "./catalogue.ts";

/** What each way of being woken is, by its name; English is what the monitor says itself. */
export const sources: NonNullable<Catalogue["workers"]["sources"]> = {
  start: "Bir iş sunucusu başlar.",
  enqueue: "Bir sayfa worker’a yeni işi bildirir.",
  page: "Bir sayfa açılmıştır.",
  update: "Service worker’ın yeni sürümü devralmıştır.",
  change: "Başka bir bağlam bir şey kaydetmiştir.",
  timer: "Sunucunun kendi zamanlayıcısı; bağlamı uyanıkken tam zamanında.",
  alarm:
    "Sayfanın yanındaki bir zamanlayıcı, sayfa gizliyken de service worker’ı sıradaki zamanda uyandırır.",
  visible: "Bir sayfa gösterilir ya da öne gelir.",
  online: "Ağ geri gelmiştir.",
  charging: "Cihaz prize takılır ya da çıkarılır.",
  idle: "Cihaz boşta kalır ya da yeniden kullanılır.",
  resume: "Bir sayfa önbellekten ya da dondurulmuşken geri gelir.",
  takeover: "Başka bir sunucu ölmüştür.",
  fetch: "Zamanı gelmiş iş varken uygulama service worker’dan bir şey ister.",
  activate: "Service worker’ın bir sürümü devralır.",
  sync: "Background Sync: ağ geri gelmiştir, açık sayfa olmasa da.",
  periodicsync: "Periodic Background Sync: kurulu uygulamalar için, en iyi durumda 12 saatte bir.",
  push: "Push iletisi; abone olup handlePush çağıran uygulamalar için.",
};
