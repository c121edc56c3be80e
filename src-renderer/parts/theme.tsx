// Light or dark: the system's choice until the user makes one of his own, which this browser remembers.
import { useSyncExternalStore } from 'react';
import type { ThemeName } from '../../src-main/report/figures/theme.ts';
import { useWords } from '../words/language.ts';

const KEY = 'precipice-theme';
const listeners = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

function current(): ThemeName {
  const chosen = localStorage.getItem(KEY);
  return chosen === 'light' || chosen === 'dark' ? chosen : system.matches ? 'dark' : 'light';
}

function apply(): void {
  document.documentElement.dataset.theme = current();
  listeners.forEach((listener) => listener());
}
system.addEventListener('change', apply);
apply();

export function useTheme(): ThemeName {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}

export function ThemeButton() {
  const theme = useTheme();
  const words = useWords().frame;
  const other = theme === 'light' ? 'dark' : 'light';
  return (
    <button
      type="button"
      className="quiet"
      onClick={() => {
        localStorage.setItem(KEY, other);
        apply();
      }}
    >
      {words[other]}
    </button>
  );
}
