// A button by which the user chooses one file. The same file may be chosen again.
interface Props {
  readonly label: string;
  /** Endings and kinds of files that the browser offers, as in HTML. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

export function FileButton({ label, accept, onFile }: Props) {
  return (
    <label className="button file">
      {label}
      <input
        type="file"
        accept={accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
