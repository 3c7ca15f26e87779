/** The colours of the base map, made from those of the page: light, dark, and dimmed for each. */

import type { Group } from "./schema";

type Rgb = readonly [red: number, green: number, blue: number];

export interface Colors {
  readonly fill: Readonly<Record<Group, string>>;
  readonly land: string;
  readonly water: string;
  readonly shore: string;
  readonly name: string;
  readonly waterName: string;
  readonly paper: string;
  readonly dark: boolean;
}

/** As the page's styles have them now. */
export function colorsNow(): Colors {
  const said = getComputedStyle(document.documentElement);
  const of = (name: string): Rgb => parsed(said.getPropertyValue(name));
  const [land, water, border] = [of("--land"), of("--water"), of("--border")];
  const dark = land[0] + land[1] + land[2] < 384;
  const ink = of("--place-name");
  const mixed = (other: Rgb, share: number): string => css(mix(land, other, share));
  const river = css(of("--river"));
  return {
    land: css(land),
    water: css(water),
    shore: css(of("--shore")),
    name: css(ink),
    waterName: css(of("--water-name")),
    paper: css(of("--paper")),
    dark,
    fill: {
      earth: css(land),
      town: mixed(ink, dark ? 0.07 : 0.06),
      green: mixed([120, 150, 100], dark ? 0.1 : 0.14),
      sand: mixed([214, 190, 130], dark ? 0.07 : 0.2),
      ice: mixed([255, 255, 255], dark ? 0.16 : 0.8),
      water: css(water),
      stream: river,
      river,
      building: mixed(ink, 0.16),
      path: mixed(ink, 0.24),
      minor: mixed(ink, dark ? 0.2 : 0.18),
      major: mixed(ink, dark ? 0.3 : 0.3),
      main: mixed(ink, dark ? 0.42 : 0.44),
      rail: mixed(ink, 0.34),
      county: mixed(border, 0.5),
      region: mixed(border, 0.75),
      country: css(border),
    },
  };
}

function parsed(text: string): Rgb {
  const [, hex = ""] = /^\s*#([\da-f]{6})\s*$/i.exec(text) ?? [];
  const number = hex === "" ? 0x808080 : Number.parseInt(hex, 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2): number => Math.round(one[i] + (other[i] - one[i]) * share);
  return [part(0), part(1), part(2)];
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}
