// A button by which the user chooses a file, several that belong together, or all files of a folder. The same file may be chosen again.
type Props = {
  readonly label: string;
  /** Endings and kinds of files that the browser offers, as in HTML; without it, all. */
  readonly accept?: string;
  /** It asks for a folder; the files are all in it. */
  readonly folder?: boolean;
} & (
  | { readonly multiple?: false; readonly onFile: (file: File) => void }
  | { readonly multiple: true; readonly onFiles: (files: readonly File[]) => void }
);

export function FileButton(props: Props) {
  return (
    <label className="button file">
      {props.label}
      <input
        ref={(input) => {
          if (input && props.folder) input.webkitdirectory = true;
        }}
        type="file"
        accept={props.accept}
        multiple={props.multiple}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          const [file] = files;
          if (!file) return;
          if (props.multiple) props.onFiles(files);
          else props.onFile(file);
        }}
      />
    </label>
  );
}
