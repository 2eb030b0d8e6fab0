// What the figures are measured against; the same as in alertd/reports/figures.hpp, which says where each comes from.
export const answerTarget60 = 0.975;
export const answerTarget180 = 0.99;
export const attendTarget45 = 0.9;
export const rateTarget = 1;
export const rateMost = 2;
export const floodShareMost = 0.01;
export const topTenMost = 0.05;
export const staleMost = 4;
