/** Pixels of an uploaded photo's longer side: enough for a screen, a third of the weight. */
export const PHOTO_SIDE = 1_200;
