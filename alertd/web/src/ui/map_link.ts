/// Where an address is shown and led to; a phone opens its own map with it.
export const mapLink = (address: string) => `https://uri.amap.com/search?keyword=${encodeURIComponent(address)}`;
